const key = "AIzaSy0aB_-Sy0aB_-Sy0aB_-Sy0aB_-Sy0aB_-";
