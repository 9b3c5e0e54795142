<?php
/**
 * Command line: installs WordPress into the empty database of the site whose root directory is given,
 * and leaves it without any content. Run once per version; sites start from copies of the result.
 */

define( 'ABSPATH', rtrim( $argv[1], '/' ) . '/' );
define( 'WP_INSTALLING', true );
$_SERVER['HTTP_HOST']       = 'bench.invalid';
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_METHOD']  = 'GET';

require ABSPATH . 'wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

$installed = wp_install( 'Bench', 'admin', 'admin@bench.example', true, '', wp_generate_password( 32 ) );
if ( is_wp_error( $installed ) ) {
	fwrite( STDERR, $installed->get_error_message() );
	exit( 1 );
}
foreach ( get_posts( array( 'post_type' => 'any', 'post_status' => 'any', 'numberposts' => -1 ) ) as $post ) {
	wp_delete_post( $post->ID, true );
}
update_option( 'template', 'pingdesk-bench' );
update_option( 'stylesheet', 'pingdesk-bench' );
wp_update_user( array( 'ID' => 1, 'user_url' => '' ) );
update_option( 'home', 'http://bench.invalid' );
update_option( 'siteurl', 'http://bench.invalid' );
echo 'installed';
