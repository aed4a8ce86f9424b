<?php
$a = getenv('PORT') ?: 8000;
$b = env('PORT', 8000);
$c = env( 'PORT', 8000 );
$d = getenv( 'PORT' ) ?: 8000;
