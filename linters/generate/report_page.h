/*
 * The parts of the HTML page, made of generate/report/ at build time.
 */
#ifndef PLUMB_GENERATE_REPORT_PAGE_H
#define PLUMB_GENERATE_REPORT_PAGE_H

/* Where page.html says {{policy}}, {{style}}, {{script}} and {{data}}. */
extern const char report_page_html[];
extern const char report_page_css[];
extern const char report_page_js[];

#endif
