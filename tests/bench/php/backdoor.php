<?php
/**
 * The bench's way into WordPress past every interface under test: one POST with JSON, guarded by the
 * site's random token, answered from WordPress's own functions or straight from its database.
 */

function bench_backdoor() {
	ini_set( 'memory_limit', '1024M' );
	set_time_limit( 0 );
	$request = json_decode( file_get_contents( 'php://input' ), true );
	$action  = 'bench_do_' . $request['do'];
	$answer  = $action( $request['with'] );
	header( 'Content-Type: application/json' );
	echo json_encode( array( 'answer' => $answer ), JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR );
	exit;
}

function bench_checked( $result ) {
	if ( is_wp_error( $result ) ) {
		throw new RuntimeException( $result->get_error_message() );
	}
	return $result;
}

function bench_do_ready() {
	global $wp_version;
	return $wp_version;
}

function bench_do_setup( $with ) {
	global $wp_rewrite;
	update_option( 'blogname', $with['title'] );
	update_option( 'timezone_string', $with['timezone'] );
	update_option( 'WPLANG', 'en_US' === $with['language'] ? '' : $with['language'] );
	$wp_rewrite->set_permalink_structure( $with['permalinks'] );
	$wp_rewrite->flush_rules( false );
	return null;
}

function bench_do_option( $with ) {
	update_option( $with['name'], $with['value'] );
	return null;
}

function bench_do_create_user( $with ) {
	return bench_checked(
		wp_insert_user(
			wp_slash(
				array(
					'user_login'   => $with['login'],
					'user_pass'    => $with['password'],
					'user_email'   => $with['login'] . '@bench.example',
					'display_name' => $with['name'],
					'role'         => $with['role'],
				)
			)
		)
	);
}

function bench_do_set_password( $with ) {
	wp_set_password( $with['password'], $with['user_id'] );
	return null;
}

function bench_do_application_password( $with ) {
	$created = bench_checked(
		WP_Application_Passwords::create_new_application_password( $with['user_id'], array( 'name' => $with['name'] ) )
	);
	return WP_Application_Passwords::chunk_password( $created[0] );
}

function bench_do_revoke_application_passwords( $with ) {
	return bench_checked( WP_Application_Passwords::delete_all_application_passwords( $with['user_id'] ) );
}

function bench_do_publish( $with ) {
	$post = array(
		'post_title'   => $with['title'],
		'post_content' => $with['content'],
		'post_status'  => 'publish',
		'post_author'  => $with['author_id'],
		'ping_status'  => $with['ping_status'],
	);
	if ( null !== $with['slug'] ) {
		$post['post_name'] = $with['slug'];
	}
	if ( null !== $with['date_gmt'] ) {
		$post['post_date_gmt'] = $with['date_gmt'];
		$post['post_date']     = get_date_from_gmt( $with['date_gmt'] );
	}
	$id = bench_checked( wp_insert_post( wp_slash( $post ), true ) );
	return array(
		'id'  => $id,
		'url' => get_permalink( $id ),
	);
}

function bench_do_comments() {
	global $wpdb;
	return $wpdb->get_results(
		"SELECT comment_ID, comment_post_ID, comment_type, comment_approved, comment_author, comment_author_url,
		comment_author_IP, comment_agent, comment_content, comment_date_gmt FROM $wpdb->comments ORDER BY comment_ID",
		ARRAY_N
	);
}

function bench_do_comment_meta() {
	global $wpdb;
	return $wpdb->get_results( "SELECT comment_id, meta_key, meta_value FROM $wpdb->commentmeta ORDER BY meta_id", ARRAY_N );
}

function bench_do_let_a_month_pass() {
	global $wpdb;
	$wpdb->query( "UPDATE $wpdb->commentmeta SET meta_value = meta_value - 31 * 86400 WHERE meta_key = '_wp_trash_meta_time'" );
	wp_cache_flush();
	wp_scheduled_delete();
	return null;
}

function bench_do_status( $with ) {
	global $wpdb;
	return $wpdb->get_var( $wpdb->prepare( "SELECT comment_approved FROM $wpdb->comments WHERE comment_ID = %d", $with['id'] ) );
}

function bench_do_set_status( $with ) {
	if ( 'trash' === $with['status'] ) {
		return (bool) wp_trash_comment( $with['id'] );
	}
	if ( 'spam' === $with['status'] ) {
		return (bool) wp_spam_comment( $with['id'] ); // remembers the status from before, as wp-admin does
	}
	return bench_checked( wp_set_comment_status( $with['id'], $with['status'], true ) );
}

function bench_do_spam_in_process() {
	global $wpdb;
	$ids     = $wpdb->get_col( "SELECT comment_ID FROM $wpdb->comments ORDER BY comment_ID" );
	$started = microtime( true );
	foreach ( $ids as $id ) {
		bench_checked( wp_set_comment_status( $id, 'spam', true ) );
	}
	return microtime( true ) - $started;
}

function bench_do_set_dates( $with ) {
	global $wpdb;
	foreach ( $with['dates'] as $id => $date ) {
		$dates = array(
			'comment_date'     => get_date_from_gmt( $date ),
			'comment_date_gmt' => $date,
		);
		$wpdb->update( $wpdb->comments, $dates, array( 'comment_ID' => $id ) );
	}
	wp_cache_flush();
	return null;
}

function bench_do_delete( $with ) {
	return (bool) wp_delete_comment( $with['id'], true );
}

function bench_do_clear_comments() {
	global $wpdb;
	$wpdb->query( "DELETE FROM $wpdb->comments" );
	$wpdb->query( "DELETE FROM $wpdb->commentmeta" );
	$wpdb->query( "UPDATE $wpdb->posts SET comment_count = 0" );
	wp_cache_flush();
	return null;
}

/** Rows come in the order of the columns below; ids are given by the database. */
function bench_do_insert_comments( $with ) {
	global $wpdb;
	$columns = array(
		...array( 'comment_post_ID', 'comment_type', 'comment_approved', 'comment_author', 'comment_author_url' ),
		...array( 'comment_author_IP', 'comment_agent', 'comment_content', 'comment_date', 'comment_date_gmt' ),
	);
	$names   = implode( ', ', $columns );
	if ( defined( 'DB_ENGINE' ) && 'sqlite' === DB_ENGINE ) {
		// Past the plugin's translator, which takes a millisecond a row to rewrite SQL for SQLite.
		$database = $wpdb->dbh->get_pdo();
		$insert   = $database->prepare(
			"INSERT INTO $wpdb->comments ($names, comment_author_email, comment_karma, comment_parent, user_id)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, 0, 0)"
		);
		$database->beginTransaction();
		foreach ( $with['rows'] as $row ) {
			array_splice( $row, 8, 1, array( get_date_from_gmt( $row[8] ), $row[8] ) );
			$insert->execute( $row );
		}
		$database->commit();
	} else {
		foreach ( array_chunk( $with['rows'], 500 ) as $chunk ) {
			$values = array();
			foreach ( $chunk as $row ) {
				array_splice( $row, 8, 1, array( get_date_from_gmt( $row[8] ), $row[8] ) );
				$values[] = $wpdb->prepare( '(%d, %s, %s, %s, %s, %s, %s, %s, %s, %s)', $row );
			}
			$wpdb->query( "INSERT INTO $wpdb->comments ($names) VALUES " . implode( ', ', $values ) );
		}
	}
	foreach ( array_unique( array_column( $with['rows'], 0 ) ) as $post_id ) {
		wp_update_comment_count_now( $post_id );
	}
	return null;
}
