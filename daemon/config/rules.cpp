#include "config/rules.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "config/keys.h"
#include "config/parts.h"
#include "config/source_file.h"
#include "config/values.h"
#include "domain/column_judgement.h"

namespace sitewatch {

std::string_view embedded_rules(std::string_view file);  // Generated from config/rules.

namespace {

constexpr int most_days = 3650;

Result<std::string> rule_id(std::string_view value) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_';
  };
  if (value.empty() || value.size() > 40 || !std::all_of(value.begin(), value.end(), fits))
    return failure("a name of letters, digits, - . _, at most 40 of them");
  return std::string{value};
}

Result<std::string> title(std::string_view value) {
  if (value.empty() || value.size() > 200) return failure("a text of 1 to 200 bytes");
  return values::line(value);
}

Result<int> days(std::string_view value) {
  return values::number(value, 1, most_days);
}

Result<int> limit(std::string_view value) {
  return values::number(value, 1, 10'000);
}

Result<std::optional<UpdateWindow>> window(std::string_view value) {
  using Window = std::optional<UpdateWindow>;
  if (value == "none" || value == "不考核") return Window{};
  constexpr std::array<std::pair<std::string_view, UpdateWindow>, 9> units{{{"days", {.days = 1}},
                                                                            {"day", {.days = 1}},
                                                                            {"天", {.days = 1}},
                                                                            {"weeks", {.days = 7}},
                                                                            {"week", {.days = 7}},
                                                                            {"周", {.days = 7}},
                                                                            {"months", {.months = 1}},
                                                                            {"month", {.months = 1}},
                                                                            {"个月", {.months = 1}}}};
  for (const auto& [word, unit] : units) {
    if (!value.ends_with(word)) continue;
    const auto count = values::number(values::trimmed(value.substr(0, value.size() - word.size())), 1, 1000);
    if (count) return Window{{.days = unit.days * *count, .months = unit.months * *count}};
  }
  return failure("14 days, 2 weeks, 6 months or none");
}

Result<ColumnType> column_type(std::string_view value) {
  const auto type = column_type_named(value);
  if (!type) return failure("the name of a column type, such as news or 动态要闻");
  return *type;
}

/// Reads one file; `into` holds what its base says.
class RuleFile {
 public:
  RuleFile(const Section& root, bool has_base, RuleSet& into) : root_{root}, has_base_{has_base}, into_{into} {}

  void run() {
    read_names();
    read_home();
    read_windows();
    read_columns();
    needed(root_, "undated_is_stale", into_.undated_is_stale, values::boolean);
    needed(root_, "few_updates", into_.few_updates,
           [](std::string_view value) { return values::number(value, 0, 200); });
    needed(root_, "burst_items", into_.burst_items,
           [](std::string_view value) { return values::number(value, 1, 200); });
  }

 private:
  static Section under(const Section& root, std::string_view key) {
    return root.map(key, keys_under(key, known_rule_keys()));
  }

  template <class T, class Parse>
  void needed(const Section& section, std::string_view key, T& into, Parse parse) const {
    section.read(key, into, parse);
    if (!has_base_ && section.find(key) == nullptr) section.wrong(key, "a value; only with a base may it be left out");
  }

  template <class Parse>
  static void own(const Section& section, std::string_view key, std::string& into, Parse parse) {
    section.read(key, into, parse);
    if (section.find(key) == nullptr) section.wrong(key, "a value of its own; this is never the base's");
  }

  void read_names() {
    const std::string base = into_.id;
    own(root_, "id", into_.id, rule_id);
    if (has_base_ && into_.id == base && root_.find("id") != nullptr)
      root_.wrong("id", "an id that is not the base's: verdicts are told apart by it");
    own(root_, "document", into_.document, title);
    const Section indicators = under(root_, "indicators");
    for (std::size_t i = 0; i < finding_kind_count; ++i)
      own(indicators, name(static_cast<FindingKind>(i)), into_.indicators[i], title);
  }

  void read_home() {
    const Section home = under(root_, "home");
    FreshnessRule& rule = into_.home;
    needed(home, "soon_days", rule.soon_days, days);
    needed(home, "stale_days", rule.stale_days, days);
    needed(home, "long_stale_days", rule.long_stale_days, days);
    if (rule.stale_days == 0 || rule.long_stale_days == 0) return;
    in_order(home, "soon_days", rule.soon_days, "stale_days", rule.stale_days);
    in_order(home, "stale_days", rule.stale_days, "long_stale_days", rule.long_stale_days);
  }

  static void in_order(const Section& section, std::string_view key, int days, std::string_view next, int more) {
    if (days >= more)
      section.wrong(key, "fewer days than " + std::string{next} + "; " + std::to_string(days) + " is not less than " +
                             std::to_string(more));
  }

  void read_windows() {
    const Section windows = under(root_, "windows");
    for (std::size_t i = 0; i < column_type_count; ++i) {
      const auto type = static_cast<ColumnType>(i);
      if (type != ColumnType::archive) needed(windows, name(type), into_.windows[i], window);
    }
  }

  void read_columns() {
    const Section joint = under(root_, "joint");
    joint.read_list("types", into_.joint_types, column_type);
    if (into_.joint_types.empty()) joint.wrong("types", "one column type or more");
    for (const ColumnType type : into_.joint_types)
      if (!into_.window(type))
        joint.wrong("types", "types that have a window; " + std::string{name(type)} + " has none");
    needed(joint, "limit", into_.joint_limit, limit);
    const Section long_stale = under(root_, "long_stale");
    needed(long_stale, "days", into_.long_stale_days, days);
    needed(long_stale, "limit", into_.long_stale_limit, limit);
    const Section blank = under(root_, "blank");
    needed(blank, "days", into_.blank_days,
           [](std::string_view value) { return values::number(value, 1, static_cast<int>(most_empty_days)); });
    needed(blank, "limit", into_.blank_limit, limit);
  }

  const Section& root_;
  bool has_base_;
  RuleSet& into_;
};

bool is_built_in(std::string_view name) {
  const auto names = built_in_rule_sets();
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Follows a rule set to its base, to the base's base.
class RuleChain {
 public:
  explicit RuleChain(Mistakes& mistakes) : mistakes_{mistakes} {}

  RuleSet read(std::string_view name, const std::string& file, Position named_at, const std::string& named_as) {
    const auto source = source_named(name, file, named_at, named_as);
    const auto tree = source ? parse_yaml(*source, mistakes_) : std::nullopt;
    if (!tree) return {};
    const Section root{&*tree, source->path, "", keys_under("", known_rule_keys()), mistakes_};
    RuleSet rules;
    std::string base;
    root.read("base", base, values::text);
    if (!base.empty()) {
      rules = read(base, *source->path, root.at("base"), "base");
      if (rules.id.empty()) return {};
    }
    RuleFile{root, !base.empty(), rules}.run();
    if (!is_built_in(name) && is_built_in(rules.id) && base != rules.id)
      root.wrong("id", "an id of its own; " + rules.id + " comes with the program");
    return rules;
  }

 private:
  std::optional<SourceFile> source_named(std::string_view name, const std::string& file, Position named_at,
                                         const std::string& named_as) {
    if (is_built_in(name)) {
      const std::string built_in = std::string{name} + ".yaml";
      return SourceFile{mistakes_.file("rules/" + built_in), std::string{embedded_rules(built_in)}};
    }
    if (!name.ends_with(".yaml")) {
      std::string expected;
      for (const std::string_view each : built_in_rule_sets())
        expected.append(expected.empty() ? "" : ", ").append(each);
      mistakes_.add_value(named_at, named_as, expected + " or a rule file whose name ends in .yaml", name);
      return std::nullopt;
    }
    std::string path = beside(file, name);
    if (std::find(paths_.begin(), paths_.end(), path) != paths_.end()) {
      mistakes_.add(named_at, named_as, "a rule set that does not build on this one");
      return std::nullopt;
    }
    paths_.push_back(path);
    return read_source(path, mistakes_, named_at, named_as);
  }

  Mistakes& mistakes_;
  std::vector<std::string> paths_;
};

}  // namespace

std::span<const std::string_view> known_rule_keys() {
  static constexpr std::string_view keys[] = {
      "id",
      "document",
      "base",
      "home.soon_days",
      "home.stale_days",
      "home.long_stale_days",
      "windows.news",
      "windows.notices",
      "windows.policies",
      "windows.interpretation",
      "windows.personnel",
      "windows.plans",
      "windows.interaction",
      "windows.services",
      "windows.other",
      "joint.types",
      "joint.limit",
      "long_stale.days",
      "long_stale.limit",
      "blank.days",
      "blank.limit",
      "undated_is_stale",
      "few_updates",
      "burst_items",
      "indicators.home_stale",
      "indicators.columns_stale",
      "indicators.columns_long_stale",
      "indicators.columns_blank",
  };
  return keys;
}

RuleSet read_rule_set(std::string_view name, const std::string& file, Mistakes& mistakes, Position named_at) {
  return RuleChain{mistakes}.read(name, file, named_at, "rule_set");
}

RuleSet built_in_rules(std::string_view id) {
  Mistakes mistakes;
  RuleSet rules = read_rule_set(id, "", mistakes, {});
  assert(mistakes.empty());
  return rules;
}

void read_rules(const Section& root, Config& config) {
  std::string name{built_in_rule_sets().back()};
  root.read("rule_set", name, values::text);
  config.rule_set = read_rule_set(name, *root.file(), root.mistakes(), root.at("rule_set"));
}

}  // namespace sitewatch
