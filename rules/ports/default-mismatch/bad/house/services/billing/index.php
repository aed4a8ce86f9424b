<?php
$a = getenv('PORT') ?: 8000;
$b = env('PORT', 8000);
