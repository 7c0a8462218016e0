#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>

#include "config/parts.h"
#include "config/probe_values.h"
#include "config/records.h"
#include "config/store.h"
#include "config/values.h"
#include "text/host_name.h"

namespace sitewatch {
namespace {

using Values = std::vector<std::string_view>;
constexpr auto list = FieldName::Kind::list;

struct Draft {
  Site site;
  const Zone& zone;
  std::map<std::string, Pattern, std::less<>>& patterns;  ///< Equal patterns share one compiled program.
};
using Setter = Result<void> (*)(Draft&, const Values&);

Result<bool> listed_in_system(std::string_view value) {
  if (value == "纳入" || value == "已纳入") return true;
  if (value == "未纳入") return false;
  return values::boolean(value);
}

Result<Disposition> disposition(std::string_view value) {
  const auto found = disposition_named(value);
  if (!found)
    return failure(
        "保留, 自主关停注销, 例外, 迁移并永久关停, 迁移至统一平台 or 待定 (keep, close, exempt, migrate, host, "
        "undecided)");
  return *found;
}

Result<void> store_pattern(Draft& draft, std::string_view text, std::optional<Pattern>& into) {
  auto known = draft.patterns.find(text);
  if (known == draft.patterns.end()) {
    auto compiled = values::pattern(text);
    if (!compiled) return failure("a pattern as RE2 knows it (" + compiled.error().message + ")");
    known = draft.patterns.emplace(std::string{text}, std::move(*compiled)).first;
  }
  into = known->second;
  return {};
}

constexpr std::array<FieldName, 26> names{{
    {"id", "id", "编号"},
    {"was", "was", "曾用编号", list},
    {"name", "name", "网站名称"},
    {"sponsor", "sponsor", "主办单位"},
    {"id_code", "id_code", "网站标识码"},
    {"icp", "icp", "ICP备案号"},
    {"url", "url", "首页网址", list},
    {"disposition", "disposition", "分类意见"},
    {"in_system", "in_system", "纳入报送系统"},
    {"portal", "portal", "门户网站"},
    {"domain_expires", "domain_expires", "域名到期"},
    {"allow_networks", "allow_networks", "允许网段", list},
    {"probe.interval", "interval", "访问间隔"},
    {"probe.timeout", "timeout", "访问时限"},
    {"probe.failures", "failures", "失败次数"},
    {"probe.successes", "successes", "恢复次数"},
    {"probe.rechecks", "rechecks", "复测间隔", list},
    {"probe.sponsor_after", "sponsor_after", "通知时限"},
    {"probe.strict_tls", "strict_tls", "严格验证证书"},
    {"probe.max_body", "max_body", "页面上限"},
    {"probe.max_header", "max_header", "头部上限"},
    {"checks.status", "status", "应答代码", list},
    {"checks.body", "body", "页面特征"},
    {"checks.title", "title", "标题特征"},
    {"checks.redirect_host", "redirect_host", "跳转域名"},
    {"checks.minimum_size", "minimum_size", "最小字节"},
}};

// In the order of `names`.
constexpr std::array<Setter, 26> setters{
    [](Draft& to, const Values& from) { return store(values::id(from[0]), to.site.id); },
    [](Draft& to, const Values& from) { return store_all(from, values::id, to.site.was); },
    [](Draft& to, const Values& from) { return store(values::line(from[0]), to.site.name); },
    [](Draft& to, const Values& from) { return store(values::line(from[0]), to.site.sponsor); },
    [](Draft& to, const Values& from) { return store(values::id_code(from[0]), to.site.id_code); },
    [](Draft& to, const Values& from) { return store(values::line(from[0]), to.site.icp); },
    [](Draft& to, const Values& from) { return store_all(from, values::url, to.site.home_urls); },
    [](Draft& to, const Values& from) { return store(disposition(from[0]), to.site.disposition); },
    [](Draft& to, const Values& from) { return store(listed_in_system(from[0]), to.site.in_system); },
    [](Draft& to, const Values& from) { return store(values::boolean(from[0]), to.site.portal); },
    [](Draft& to, const Values& from) { return store(values::instant(from[0], to.zone), to.site.domain_expires); },
    [](Draft& to, const Values& from) { return store_all(from, values::network, to.site.allow_networks); },
    [](Draft& to, const Values& from) { return store(probe_values::interval(from[0]), to.site.probe.interval); },
    [](Draft& to, const Values& from) { return store(probe_values::timeout(from[0]), to.site.probe.timeout); },
    [](Draft& to, const Values& from) { return store(probe_values::count(from[0]), to.site.probe.failures); },
    [](Draft& to, const Values& from) { return store(probe_values::count(from[0]), to.site.probe.successes); },
    [](Draft& to, const Values& from) { return store_all(from, probe_values::recheck, to.site.probe.rechecks); },
    [](Draft& to, const Values& from) {
      return store(probe_values::sponsor_after(from[0]), to.site.probe.sponsor_after);
    },
    [](Draft& to, const Values& from) { return store(values::boolean(from[0]), to.site.probe.strict_tls); },
    [](Draft& to, const Values& from) { return store(probe_values::max_body(from[0]), to.site.probe.max_body); },
    [](Draft& to, const Values& from) { return store(probe_values::max_header(from[0]), to.site.probe.max_header); },
    [](Draft& to, const Values& from) { return store_all(from, probe_values::status, to.site.checks.status); },
    [](Draft& to, const Values& from) { return store_pattern(to, from[0], to.site.checks.body); },
    [](Draft& to, const Values& from) { return store_pattern(to, from[0], to.site.checks.title); },
    [](Draft& to, const Values& from) { return store(values::host(from[0]), to.site.checks.redirect_host); },
    [](Draft& to, const Values& from) {
      return store(probe_values::minimum_size(from[0]), to.site.checks.minimum_size);
    },
};

/// Checks what one record alone cannot show, and keeps the sites.
class Inventory {
 public:
  Inventory(Config& config, Mistakes& mistakes) : config_(config), mistakes_(mistakes), sponsors_(config.sponsors) {}

  void take(const Record& record) {
    Draft draft{new_site(), config_.time_zone, patterns_};
    bool good = true;
    for (const Cell& cell : record.cells) {
      const auto stored = setters[cell.field](draft, cell.values);
      if (!stored) mistakes_.add_value(cell.at, std::string{cell.label}, stored.error().message, shown(cell));
      good = good && stored;
    }
    good = complete(draft.site, record) && good;
    if (good) config_.sites.push_back(std::move(draft.site));
  }

  /// A former id must belong to nobody else, neither now nor formerly.
  void finish() {
    for (const auto& [former, at] : former_ids_) {
      const auto now = ids_.find(former);
      if (now != ids_.end())
        mistakes_.add(at, "was", "an id that no site bears now; '" + former + "' is on " + place(now->second));
    }
    config_.sites.shrink_to_fit();
  }

 private:
  Site new_site() const {
    Site site;
    site.probe = config_.probe.policy;
    return site;
  }

  static std::string shown(const Cell& cell) {
    std::string text;
    for (const std::string_view value : cell.values) text.append(text.empty() ? "" : " ").append(value);
    return text;
  }

  static bool has(const Record& record, std::string_view path) {
    return std::any_of(record.cells.begin(), record.cells.end(),
                       [path](const Cell& cell) { return names[cell.field].path == path; });
  }

  static std::string label(const Record& record, std::string_view path) {
    for (const Cell& cell : record.cells)
      if (names[cell.field].path == path) return std::string{cell.label};
    return std::string{path};
  }

  static Position at(const Record& record, std::string_view path) {
    for (const Cell& cell : record.cells)
      if (names[cell.field].path == path) return cell.at;
    return record.at;
  }

  bool complete(Site& site, const Record& record) {
    if (site.home_urls.empty()) {
      if (!has(record, "url")) mistakes_.add(record.at, "url", "the address of the home page (首页网址)");
      return false;
    }
    if (site.id.empty()) site.id = site.home_urls.front().host;
    if (site.name.empty()) site.name = site.id;
    // What all sites have in common is one mistake, told where it stands.
    const bool of_its_own = has(record, "probe.timeout") || has(record, "probe.interval");
    if (of_its_own && !fits(site.probe))
      mistakes_.add(at(record, "probe.timeout"), label(record, "probe.timeout"),
                    "a time-out shorter than the interval");
    return has_sponsor(site, record) & is_only_one(site, record);
  }

  bool has_sponsor(Site& site, const Record& record) {
    if (site.sponsor.empty()) return true;
    auto id = sponsors_.find(site.sponsor);
    if (!id) {
      mistakes_.add_value(at(record, "sponsor"), label(record, "sponsor"), id.error().message, site.sponsor);
      return false;
    }
    site.sponsor = std::move(*id);
    return true;
  }

  bool is_only_one(const Site& site, const Record& record) {
    const auto [first, is_new] = ids_.emplace(site.id, record.at);
    if (!is_new)
      mistakes_.add(record.at, label(record, "id"),
                    "an id of its own; '" + site.id + "' is also on " + place(first->second));
    for (const SiteId& former : site.was) {
      const auto [other, is_first] = former_ids_.emplace(former, at(record, "was"));
      if (!is_first)
        mistakes_.add(at(record, "was"), label(record, "was"),
                      "an id of one site; '" + former + "' is also on " + place(other->second));
    }
    return is_new;
  }

  Config& config_;
  Mistakes& mistakes_;
  SponsorIndex sponsors_;
  std::map<std::string, Pattern, std::less<>> patterns_;
  std::unordered_map<SiteId, Position> ids_;
  std::map<SiteId, Position> former_ids_;
};

}  // namespace

std::span<const FieldName> site_fields() {
  return names;
}

void read_inventory(const Section& root, Config& config) {
  Inventory inventory{config, root.mistakes()};
  read_tables(root, "inventory", names, [&](const Record& record) { inventory.take(record); });
  inventory.finish();
  root.read_list("excluded_hosts", config.excluded_hosts, values::host);
}

}  // namespace sitewatch
