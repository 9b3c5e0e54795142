<?php
/**
 * Front door of PHP's built-in server for one bench site. It does what the web server of a real host
 * does: serves files, sends everything else to index.php, and sets the variables WordPress looks at.
 * The site may live in a folder ("blog"); then the rest of the host is somebody else's page.
 */

$bench_directory = dirname( $_SERVER['DOCUMENT_ROOT'] );
$bench_site      = json_decode( file_get_contents( $bench_directory . '/site.json' ), true );
$bench_root      = $_SERVER['DOCUMENT_ROOT'];
$bench_prefix    = '' === $bench_site['folder'] ? '' : '/' . $bench_site['folder'];
$bench_path      = rawurldecode( (string) parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) );

// Core's directories are links into a shared tree; WordPress must nevertheless find this site's files.
define( 'ABSPATH', $bench_root . '/' );

if ( '' !== $bench_prefix ) {
	if ( $bench_path === $bench_prefix ) {
		header( 'Location: ' . $bench_prefix . '/', true, 301 );
		return true;
	}
	if ( 0 !== strpos( $bench_path, $bench_prefix . '/' ) ) {
		header( 'Content-Type: text/html; charset=UTF-8' );
		http_response_code( '/' === $bench_path ? 200 : 404 );
		echo '<!DOCTYPE html><html lang="en"><head><title>Another site</title></head><body><p>Nothing to do with the blog.</p></body></html>';
		return true;
	}
	$bench_path = substr( $bench_path, strlen( $bench_prefix ) );
}

$bench_script    = '/index.php';
$bench_path_info = null;
if ( preg_match( '#^(/.+?\.php)(/.*)?$#', $bench_path, $bench_match ) && is_file( $bench_root . $bench_match[1] ) ) {
	$bench_script    = $bench_match[1];
	$bench_path_info = $bench_match[2] ?? null;
} elseif ( is_dir( $bench_root . $bench_path ) && is_file( $bench_root . rtrim( $bench_path, '/' ) . '/index.php' ) ) {
	$bench_script = rtrim( $bench_path, '/' ) . '/index.php';
} elseif ( is_file( $bench_root . $bench_path ) && false === strpos( $bench_path, '/.' ) ) {
	$bench_types = array(
		'css'  => 'text/css',
		'js'   => 'text/javascript',
		'svg'  => 'image/svg+xml',
		'png'  => 'image/png',
		'html' => 'text/html',
	);
	$bench_ending = pathinfo( $bench_path, PATHINFO_EXTENSION );
	header( 'Content-Type: ' . ( $bench_types[ $bench_ending ] ?? 'application/octet-stream' ) );
	readfile( $bench_root . $bench_path );
	return true;
}

$_SERVER['SCRIPT_NAME']     = $bench_prefix . $bench_script;
$_SERVER['SCRIPT_FILENAME'] = $bench_root . $bench_script;
$_SERVER['PHP_SELF']        = $_SERVER['SCRIPT_NAME'] . ( $bench_path_info ?? '' );
unset( $_SERVER['PATH_INFO'] );
if ( null !== $bench_path_info ) {
	$_SERVER['PATH_INFO'] = $bench_path_info;
}
chdir( dirname( $_SERVER['SCRIPT_FILENAME'] ) );
require $_SERVER['SCRIPT_FILENAME'];
return true;
