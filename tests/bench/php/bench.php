<?php
/**
 * Plugin Name: Pingdesk test bench
 * Makes a WordPress on a loopback address behave as one on the internet does, keeps it from calling out,
 * provokes what a test has switched on, and answers the bench's own questions (backdoor.php).
 */

function bench_is_loopback( $host ) {
	return 1 === preg_match( '/^127\.\d+\.\d+\.\d+$/', (string) $host ) || 'localhost' === $host;
}

add_filter(
	'wp_is_application_passwords_available',
	static function () {
		return ! isset( $GLOBALS['bench_switches']['application_passwords_off'] );
	}
);
add_filter( 'comment_flood_filter', '__return_false', 99 ); // pings of a test arrive within the same second
add_filter( 'wp_is_comment_flood', '__return_false', 99 );
add_filter(
	'http_request_host_is_external',
	static function ( $is_external, $host ) {
		return $is_external || bench_is_loopback( $host );
	},
	10,
	2
);
add_filter(
	'http_allowed_safe_ports',
	static function ( $ports, $host, $url ) {
		return bench_is_loopback( $host ) ? array( (int) parse_url( $url, PHP_URL_PORT ) ) : $ports;
	},
	10,
	3
);
add_filter(
	'pre_http_request',
	static function ( $answer, $arguments, $url ) {
		if ( bench_is_loopback( parse_url( $url, PHP_URL_HOST ) ) ) {
			return $answer;
		}
		return new WP_Error( 'http_request_failed', 'The test bench has no way out.' );
	},
	10,
	3
);

if ( ! function_exists( 'wp_mail' ) ) {
	function wp_mail( $to, $subject, $message, $headers = '', $attachments = array(), $embeds = array() ) {
		$line = json_encode(
			array(
				'to'      => $to,
				'subject' => $subject,
				'message' => $message,
			),
			JSON_INVALID_UTF8_SUBSTITUTE
		);
		file_put_contents( BENCH_DIRECTORY . '/mail.jsonl', $line . "\n", FILE_APPEND | LOCK_EX );
		return true;
	}
}

if ( isset( $bench_switches['rest_off'] ) ) {
	add_filter(
		'rest_authentication_errors',
		static function () {
			$status = is_user_logged_in() ? 403 : 401;
			return new WP_Error( 'rest_disabled', 'The REST API is disabled on this site.', array( 'status' => $status ) );
		},
		200
	);
}
if ( isset( $bench_switches['rest_for_users_only'] ) ) {
	add_filter(
		'rest_authentication_errors',
		static function ( $result ) {
			if ( ! empty( $result ) || is_user_logged_in() ) {
				return $result;
			}
			return new WP_Error( 'rest_not_logged_in', 'Only for users of this site.', array( 'status' => 401 ) );
		},
		200
	);
}
if ( isset( $bench_switches['comment_routes_removed'] ) ) {
	add_filter(
		'rest_endpoints',
		static function ( $endpoints ) {
			$is_kept = static function ( $route ) {
				return 0 !== strpos( $route, '/wp/v2/comments' );
			};
			return array_filter( $endpoints, $is_kept, ARRAY_FILTER_USE_KEY );
		}
	);
}
if ( isset( $bench_switches['xmlrpc_off'] ) ) {
	add_filter( 'xmlrpc_enabled', '__return_false' );
}
if ( isset( $bench_switches['xmlrpc_methods_removed'] ) ) {
	add_filter( 'xmlrpc_methods', '__return_empty_array' );
}
if ( isset( $bench_switches['fatal_on_change'] ) ) {
	add_action(
		'wp_set_comment_status',
		static function () {
			throw new Error( 'A plugin broke.' );
		}
	);
}
if ( isset( $bench_switches['changes_logged'] ) ) {
	// WordPress calls this once for every status that really changed, whichever interface asked for it.
	add_action(
		'transition_comment_status',
		static function ( $after, $before, $comment ) {
			$line = json_encode( array( (int) $comment->comment_ID, $before, $after ) );
			file_put_contents( BENCH_DIRECTORY . '/changes.jsonl', $line . "\n", FILE_APPEND | LOCK_EX );
		},
		10,
		3
	);
}
if ( isset( $bench_switches['pings_refused'] ) ) {
	add_filter( 'pings_open', '__return_false' );
}

if ( BENCH_REQUEST ) {
	require BENCH_DIRECTORY . '/php/backdoor.php';
	add_action( 'wp_loaded', 'bench_backdoor', 99 );
}
