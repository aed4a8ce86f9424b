class Report {
	String LIMIT = System.getenv("shop_theme");
}
