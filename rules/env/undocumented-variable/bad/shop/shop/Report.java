class Report {
	String folder = System.getenv("REPORT_FOLDER");
}
