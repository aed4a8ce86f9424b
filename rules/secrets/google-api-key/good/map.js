short = "AIzaSy"
longer = "AIzaSy0aB_-Sy0aB_-Sy0aB_-Sy0aB_-Sy0aB_-x"
inner = "xAIzaSy0aB_-Sy0aB_-Sy0aB_-Sy0aB_-Sy0aB_-"
