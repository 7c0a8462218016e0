#include <algorithm>
#include <array>
#include <unordered_map>

#include "config/parts.h"
#include "config/records.h"
#include "config/store.h"
#include "config/values.h"
#include "domain/hash.h"

namespace sitewatch {
namespace {

using Values = std::vector<std::string_view>;
constexpr auto list = FieldName::Kind::list;
constexpr std::size_t longest_slug = 64;

struct Draft {
  std::string site;
  Column column;
};
using Setter = Result<void> (*)(Draft&, const Values&);

Result<ColumnType> type(std::string_view value) {
  const auto found = column_type_named(value);
  if (!found)
    return failure(
        "动态要闻, 通知公告, 政策文件, 政策解读, 人事, 规划计划, 互动回应, 办事服务, 专题或历史（不考核） or 其他 "
        "(news, "
        "notices, policies, interpretation, personnel, plans, interaction, services, archive, other)");
  return *found;
}

Result<std::string> slug(std::string_view value) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  if (value.empty() || value.size() > longest_slug || value == home_column ||
      !std::all_of(value.begin(), value.end(), fits))
    return failure("1 to 64 of a-z, 0-9 and -, other than home");
  return std::string{value};
}

Result<std::string> selector(std::string_view value) {
  if (!is_selector(value)) return failure("a part of a page: #id, .class or tag");
  return std::string{value};
}

Result<void> store_ignored(const Values& from, std::vector<std::string>& into) {
  if (from.size() > most_ignored) return failure("at most " + std::to_string(most_ignored) + " parts of a page");
  return store_all(from, selector, into);
}

enum Field : std::size_t { site_field, name_field, url_field, type_field, slug_field, within_field, ignore_field };

constexpr std::array<FieldName, 7> names{{
    {"site", "site", "网站编号"},
    {"name", "name", "栏目名称"},
    {"url", "url", "栏目网址"},
    {"type", "type", "类别"},
    {"slug", "slug", "编号"},
    {"within", "within", "读取范围"},
    {"ignore", "ignore", "忽略", list},
}};

// In the order of `names`.
constexpr std::array<Setter, 7> setters{
    [](Draft& to, const Values& from) { return store(values::line(from[0]), to.site); },
    [](Draft& to, const Values& from) { return store(values::line(from[0]), to.column.name); },
    [](Draft& to, const Values& from) { return store(values::url(from[0]), to.column.url); },
    [](Draft& to, const Values& from) { return store(type(from[0]), to.column.type); },
    [](Draft& to, const Values& from) { return store(slug(from[0]), to.column.slug); },
    [](Draft& to, const Values& from) { return store(selector(from[0]), to.column.part.within); },
    [](Draft& to, const Values& from) { return store_ignored(from, to.column.part.ignore); },
};

/// The part of an address that names the column: "/xwzx/tzgg/index.html" → "/xwzx/tzgg/", "/list.aspx?id=7" →
/// "/list?id=7".
std::string telling_part(std::string_view path) {
  const std::string_view query = path.substr(std::min(path.find('?'), path.size()));
  path.remove_suffix(query.size());
  std::string_view page = path.substr(path.rfind('/') + 1);
  path.remove_suffix(page.size());
  page = page.substr(0, page.rfind('.'));
  if (page == "index" || page == "default" || page == "Index" || page == "Default") page = {};
  return std::string{path}.append(page).append(query);
}

/// It keys the store: whatever is changed here gives columns without a slug of their own another history.
std::string slug_of(const Url& url) {
  std::string slug;
  for (char c : telling_part(url.path)) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (fits)
      slug += c;
    else if (!slug.empty() && slug.back() != '-')
      slug += '-';
  }
  if (slug.ends_with('-')) slug.pop_back();
  if (slug.empty() || slug == home_column) return slug.empty() ? "index" : "column-home";
  if (slug.size() <= longest_slug) return slug;
  constexpr std::string_view digits = "0123456789abcdef";
  std::uint64_t hash = fnv1a(url.path);
  slug.resize(longest_slug - 17);
  slug += '-';
  for (int i = 0; i < 16; ++i, hash >>= 4) slug += digits[hash & 15];
  return slug;
}

/// Hands the columns to their sites, and checks what one record alone cannot show.
class Columns {
 public:
  Columns(std::vector<Site>& sites, Mistakes& mistakes) : sites_{sites}, mistakes_{mistakes} {
    places_.reserve(sites.size());
    for (std::size_t i = 0; i < sites.size(); ++i) places_.emplace(sites[i].id, i);
  }

  void take(const Record& record) {
    Draft draft;
    bool good = true;
    for (const Cell& cell : record.cells) {
      const auto stored = setters[cell.field](draft, cell.values);
      if (!stored) mistakes_.add_value(cell.at, std::string{cell.label}, stored.error().message, shown(cell));
      good = good && stored;
    }
    good = has(record, site_field, "the id of the site that the column belongs to (网站编号)") && good;
    good = has(record, name_field, "the name of the column (栏目名称)") && good;
    good = has(record, url_field, "the address of the column (栏目网址)") && good;
    const auto site = places_.find(draft.site);
    if (!draft.site.empty() && site == places_.end()) return no_such_site(*record.find(site_field), draft.site);
    if (!good || !is_only_one(draft, record)) return;
    sites_[site->second].columns.push_back(std::move(draft.column));
  }

  void finish() {
    for (Site& site : sites_) site.columns.shrink_to_fit();
  }

 private:
  static std::string shown(const Cell& cell) {
    std::string text;
    for (const std::string_view value : cell.values) text.append(text.empty() ? "" : " ").append(value);
    return text;
  }

  bool has(const Record& record, std::size_t field, const char* expected) {
    if (record.find(field) != nullptr) return true;
    mistakes_.add(record.at, std::string{names[field].path}, expected);
    return false;
  }

  void no_such_site(const Cell& cell, const SiteId& id) {
    std::vector<std::string_view> known;
    if (suggestions_left_-- > 0)
      for (const Site& site : sites_) known.push_back(site.id);
    mistakes_.add_value(cell.at, std::string{cell.label}, "the id of a site of the inventory" + suggestion(id, known),
                        id);
  }

  bool is_only_one(Draft& draft, const Record& record) {
    const Cell* const given = record.find(slug_field);
    if (given == nullptr) draft.column.slug = slug_of(draft.column.url);
    const std::string& slug = draft.column.slug;
    const auto [first, is_new] = slugs_.emplace(draft.site + '/' + slug, record.at);
    if (is_new) return true;
    if (given != nullptr)
      mistakes_.add(given->at, std::string{given->label},
                    "a slug of its own; '" + slug + "' is also on " + place(first->second));
    else
      mistakes_.add(
          record.at, "slug",
          "a slug (编号) here or there: the address gives '" + slug + "', as it does on " + place(first->second));
    return false;
  }

  std::vector<Site>& sites_;
  Mistakes& mistakes_;
  std::unordered_map<std::string_view, std::size_t> places_;
  std::unordered_map<std::string, Position> slugs_;
  int suggestions_left_ = 50;
};

}  // namespace

std::span<const FieldName> column_fields() {
  return names;
}

void read_columns(const Section& root, Config& config) {
  Columns columns{config.sites, root.mistakes()};
  read_tables(root, "columns", names, [&](const Record& record) { columns.take(record); });
  columns.finish();
}

}  // namespace sitewatch
