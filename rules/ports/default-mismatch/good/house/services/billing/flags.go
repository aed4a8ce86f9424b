type flags struct {
	A int `env:"PORT" envDefault:"8090"`
	B int `myenv:"PORT" envDefault:"5000"`
	C int `env:"PORT" envDefault:"500000"`
	D int `env:"EXPORT" envDefault:"5000"`
	E int `env:"PORT" maxdefault:"5000"`
	F int `env:"PORT" envDefault:"x5000"`
	G int `env:"a.PORT" envDefault:"5000"`
}
