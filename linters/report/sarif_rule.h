/*
 * A rule as SARIF describes it (reportingDescriptor, 3.49).
 */
#ifndef PLUMB_REPORT_SARIF_RULE_H
#define PLUMB_REPORT_SARIF_RULE_H

#include "rule/rule.h"
#include <jansson.h>

/* A new reference. */
json_t *sarif_rule(const struct rule *rule);

#endif
