<?php
/**
 * Configuration of one bench site: all that differs between sites stands in site.json beside its root,
 * and the faults a test has switched on in switches.json.
 */

$bench_site     = json_decode( file_get_contents( dirname( __DIR__ ) . '/site.json' ), true );
$bench_switches = array();
if ( is_file( dirname( __DIR__ ) . '/switches.json' ) ) {
	$bench_switches = json_decode( file_get_contents( dirname( __DIR__ ) . '/switches.json' ), true );
}

// The bench's own questions must be answered whatever fault is switched on.
define(
	'BENCH_REQUEST',
	isset( $_SERVER['HTTP_X_BENCH_TOKEN'] ) && hash_equals( $bench_site['token'], $_SERVER['HTTP_X_BENCH_TOKEN'] )
);
if ( BENCH_REQUEST ) {
	$bench_switches = array();
}

define( 'BENCH_DIRECTORY', dirname( __DIR__ ) );
define( 'WP_HOME', $bench_site['url'] );
define( 'WP_SITEURL', $bench_site['url'] );
define( 'DB_NAME', $bench_site['db_name'] );
define( 'DB_HOST', $bench_site['db_host'] );
define( 'DB_USER', 'bench' );
define( 'DB_PASSWORD', '' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
$table_prefix = 'wp_';

define( 'DISABLE_WP_CRON', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'WP_DEBUG', false );
define( 'WP_MEMORY_LIMIT', '512M' );
if ( isset( $bench_switches['no_trash'] ) ) {
	define( 'EMPTY_TRASH_DAYS', 0 );
}
foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $bench_name ) {
	define( $bench_name . '_KEY', hash( 'sha256', $bench_name . 'key' . $bench_site['token'] ) );
	define( $bench_name . '_SALT', hash( 'sha256', $bench_name . 'salt' . $bench_site['token'] ) );
}

if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require BENCH_DIRECTORY . '/php/faults.php';
require_once ABSPATH . 'wp-settings.php';
