#pragma once

#include <string_view>

#include "config/mistakes.h"
#include "domain/rule_set.h"

namespace sitewatch {

/// A rule set that comes with the program; `id` is one of built_in_rule_sets().
RuleSet built_in_rules(std::string_view id);

/// Reads a rule set: a built-in by its name, or a file named .yaml beside `file`, with what its `base` names. Numbers
/// that it leaves out are its base's; what it is called (id, document, indicators) is always its own. What is wrong is
/// noted at its place, a name that leads nowhere at `named_at`.
RuleSet read_rule_set(std::string_view name, const std::string& file, Mistakes& mistakes, Position named_at);

}  // namespace sitewatch
