server.listen(process.env.PORT || 4001);
