<!DOCTYPE html>
<html <?php language_attributes(); ?>>
<head>
<meta charset="<?php bloginfo( 'charset' ); ?>">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title><?php echo esc_html( wp_get_document_title() ); ?></title>
<link rel="stylesheet" href="<?php echo esc_url( get_stylesheet_uri() ); ?>">
<?php wp_head(); ?>
</head>
<body <?php body_class(); ?>>
<header>
<p class="site-title"><a href="<?php echo esc_url( home_url( '/' ) ); ?>" rel="home"><?php bloginfo( 'name' ); ?></a></p>
<nav><a href="<?php echo esc_url( home_url( '/' ) ); ?>">Home</a><a href="<?php bloginfo( 'rss2_url' ); ?>">RSS</a></nav>
</header>
<main>
<?php while ( have_posts() ) : ?>
	<?php the_post(); ?>
<article <?php post_class(); ?>>
<h1><a href="<?php the_permalink(); ?>"><?php the_title(); ?></a></h1>
<p><time datetime="<?php echo esc_attr( get_the_date( 'c' ) ); ?>"><?php echo esc_html( get_the_date() ); ?></time></p>
	<?php the_content(); ?>
</article>
	<?php if ( is_singular() ) : ?>
<section class="comments">
<ol class="commentlist"><?php wp_list_comments( array(), get_comments( array( 'post_id' => get_the_ID(), 'status' => 'approve' ) ) ); ?></ol>
</section>
	<?php endif; ?>
<?php endwhile; ?>
</main>
<footer><p><?php bloginfo( 'name' ); ?> runs on WordPress.</p></footer>
<?php wp_footer(); ?>
</body>
</html>
