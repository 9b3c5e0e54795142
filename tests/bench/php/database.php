<?php
/**
 * Command line: `dump SOCKET DATABASE FILE` writes a MariaDB database as SQL statements, `load SOCKET
 * DATABASE FILE` runs them; enough for WordPress's tables, and needs no client programs.
 */

mysqli_report( MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT );
list( , $action, $socket, $name, $file ) = $argv;
$database = new mysqli( 'localhost', 'bench', '', $name, 0, $socket );
$database->set_charset( 'utf8mb4' );

if ( 'load' === $action ) {
	$database->multi_query( file_get_contents( $file ) );
	while ( $database->more_results() ) {
		$database->next_result();
	}
	exit( 0 );
}

$statements = array();
foreach ( $database->query( 'SHOW TABLES' )->fetch_all() as list( $table ) ) {
	$statements[] = $database->query( "SHOW CREATE TABLE `$table`" )->fetch_row()[1];
	foreach ( $database->query( "SELECT * FROM `$table`" )->fetch_all() as $row ) {
		$quote        = static function ( $value ) use ( $database ) {
			return null === $value ? 'NULL' : "'" . $database->real_escape_string( $value ) . "'";
		};
		$statements[] = "INSERT INTO `$table` VALUES (" . implode( ', ', array_map( $quote, $row ) ) . ')';
	}
}
file_put_contents( $file, "SET sql_mode='NO_AUTO_VALUE_ON_ZERO';\n" . implode( ";\n", $statements ) );
