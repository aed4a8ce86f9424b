Remove-Item Env:DB_NAME
