run(params["SENDER"], ENV[_SENDER], ENV["shop_theme"])
