type flags struct {
	A int    `json:"a" env:"PORT" envDefault:"5000"`
	B string `envconfig:"BILLING_PORT" default:":5000"`
	C int    `env:"S3_PORT" envDefault:"80"`
}
