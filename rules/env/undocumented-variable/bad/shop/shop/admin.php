<?php
$key = getenv('ADMIN_KEY');
$realm = env("ADMIN_REALM");
