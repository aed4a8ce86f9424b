<?php
$key = getenv('ADMIN_KEY') ?: 'none';
$realm = env('ADMIN_REALM', 'shop');
putenv('ADMIN_SET=1');
