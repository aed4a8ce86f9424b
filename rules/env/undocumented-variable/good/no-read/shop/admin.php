<?php
run($_POST['TOKEN'], getenv($TOKEN), getenv('shop_theme'));
