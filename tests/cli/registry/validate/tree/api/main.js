listen(process.env.PORT || 4003)
