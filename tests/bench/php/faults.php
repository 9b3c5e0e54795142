<?php
/**
 * Faults of hosts and security plugins that act before WordPress is loaded, when a test asks for them.
 * Expects $bench_switches from wp-config.php. Those that need WordPress are in bench.php.
 */

$bench_interface = PHP_SAPI !== 'cli' && (
	false !== strpos( $_SERVER['REQUEST_URI'], '/wp-json' )
	|| isset( $_GET['rest_route'] )
	|| false !== strpos( $_SERVER['SCRIPT_NAME'], 'xmlrpc.php' )
);

function bench_answer( $status, $title, $headers = array() ) {
	http_response_code( $status );
	header( 'Content-Type: text/html; charset=UTF-8' );
	foreach ( $headers as $header ) {
		header( $header );
	}
	echo '<!DOCTYPE html><html lang="en"><head><title>' . $title . '</title></head><body><h1>' . $title . '</h1></body></html>';
	exit;
}

if ( isset( $bench_switches['strip_authorization'] ) ) {
	unset( $_SERVER['HTTP_AUTHORIZATION'], $_SERVER['PHP_AUTH_USER'], $_SERVER['PHP_AUTH_PW'], $_SERVER['PHP_AUTH_DIGEST'] );
}
if ( $bench_interface ) {
	if ( isset( $bench_switches['slow'] ) ) {
		usleep( (int) ( 1000000 * (float) $bench_switches['slow'] ) );
	}
	if ( isset( $bench_switches['rate_limited'] ) ) {
		bench_answer( 429, 'Too Many Requests', array( 'Retry-After: 1' ) );
	}
	if ( isset( $bench_switches['server_error'] ) ) {
		bench_answer( 500, 'Internal Server Error' );
	}
	if ( isset( $bench_switches['answers_html'] ) ) {
		bench_answer( 200, 'Checking your browser' );
	}
	if ( isset( $bench_switches['xmlrpc_blocked'] ) && false !== strpos( $_SERVER['SCRIPT_NAME'], 'xmlrpc.php' ) ) {
		bench_answer( 403, 'Forbidden' );
	}
	if ( isset( $bench_switches['php_notice'] ) ) {
		echo "<br />\n<b>Notice</b>:  Undefined index: colour in <b>wp-content/plugins/gallery/gallery.php</b> on line <b>31</b><br />\n";
	}
	if ( isset( $bench_switches['byte_order_mark'] ) ) {
		echo "\xEF\xBB\xBF";
	}
	if ( isset( $bench_switches['blank_lines'] ) ) {
		echo "\n\n\n";
	}
}
