gunicorn --bind 127.0.0.1:4007 app:app
