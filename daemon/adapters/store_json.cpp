#include "adapters/store_json.h"

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <charconv>

namespace sitewatch {
namespace {

namespace json = boost::json;

json::value parse(std::string_view text) {
  json::parse_options options;
  options.allow_invalid_utf8 = true;
  json::error_code error;
  json::value value = json::parse({text.data(), text.size()}, error, {}, options);
  return error ? json::value{} : value;
}

const json::object& object_in(const json::value& value) {
  static const json::object nothing;
  const json::object* object = value.if_object();
  return object ? *object : nothing;
}

const json::array& array_in(const json::value& value) {
  static const json::array nothing;
  const json::array* array = value.if_array();
  return array ? *array : nothing;
}

const json::value& member(const json::object& object, std::string_view key) {
  static const json::value nothing;
  const json::value* found = object.if_contains({key.data(), key.size()});
  return found ? *found : nothing;
}

std::string text_in(const json::value& value) {
  const json::string* text = value.if_string();
  return text ? std::string(text->data(), text->size()) : std::string{};
}

std::int64_t integer_in(const json::value& value) {
  const std::int64_t* number = value.if_int64();
  return number ? *number : 0;
}

bool truth_in(const json::value& value) {
  return value.is_bool() && value.get_bool();
}

// Boost.JSON's own reading of numbers may be off by one bit.
std::string digits(double number) {
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return {buffer.data(), end};
}

double number_from(const std::string& text) {
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// One member, whose key tells the type.
struct FactWriter {
  json::object operator()(const std::string& text) const { return {{"s", text}}; }
  json::object operator()(std::int64_t number) const { return {{"i", number}}; }
  json::object operator()(double number) const { return {{"d", digits(number)}}; }
  json::object operator()(WallTime time) const { return {{"t", to_milliseconds(time)}}; }
  json::object operator()(bool truth) const { return {{"b", truth}}; }
};

Fact fact_from(const json::value& value) {
  const json::object& object = object_in(value);
  if (object.empty()) return std::string{};
  const auto& [key, content] = *object.begin();
  if (key == "i") return integer_in(content);
  if (key == "d") return number_from(text_in(content));
  if (key == "t") return from_milliseconds(integer_in(content));
  if (key == "b") return truth_in(content);
  return text_in(content);
}

json::object row_to(const FactRow& row) {
  json::object object;
  for (const auto& [key, fact] : row) object[key] = std::visit(FactWriter{}, fact);
  return object;
}

FactRow row_from(const json::value& value) {
  FactRow row;
  for (const auto& [key, content] : object_in(value)) row[std::string(key.data(), key.size())] = fact_from(content);
  return row;
}

json::value day_to(const std::optional<Day>& day) {
  if (!day) return nullptr;
  return std::int64_t{date::sys_days{*day}.time_since_epoch().count()};
}

std::optional<Day> day_from(const json::value& value) {
  if (!value.is_int64()) return std::nullopt;
  return Day{date::sys_days{date::days{static_cast<int>(value.get_int64())}}};
}

PageState page_state_named(std::string_view text) {
  for (int i = 0; i < static_cast<int>(PageState::unparsed); ++i)
    if (name(static_cast<PageState>(i)) == text) return static_cast<PageState>(i);
  return PageState::unparsed;
}

json::array texts_to(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

std::vector<std::string> texts_from(const json::value& value) {
  std::vector<std::string> texts;
  for (const json::value& each : array_in(value)) texts.push_back(text_in(each));
  return texts;
}

}  // namespace

std::string to_json(const Facts& facts) {
  json::object lists;
  for (const auto& [key, rows] : facts.lists) {
    json::array array;
    for (const FactRow& row : rows) array.push_back(row_to(row));
    lists[key] = std::move(array);
  }
  return json::serialize(json::object{{"values", row_to(facts.values)}, {"lists", std::move(lists)}});
}

Facts facts_from_json(std::string_view text) {
  const json::value value = parse(text);
  const json::object& object = object_in(value);
  Facts facts;
  facts.values = row_from(member(object, "values"));
  for (const auto& [key, rows] : object_in(member(object, "lists"))) {
    std::vector<FactRow>& list = facts.lists[std::string(key.data(), key.size())];
    for (const json::value& row : array_in(rows)) list.push_back(row_from(row));
  }
  return facts;
}

std::string to_json(const std::vector<SiteProgress>& sites) {
  json::array array;
  for (const SiteProgress& site : sites) {
    json::object object{{"site", site.site},
                        {"closure", site.closure},
                        {"obstacles", site.obstacles},
                        {"expected_on", site.expected_on}};
    if (site.migration_percent) object["migration_percent"] = *site.migration_percent;
    array.push_back(std::move(object));
  }
  return json::serialize(array);
}

std::vector<SiteProgress> progress_from_json(std::string_view text) {
  const json::value value = parse(text);
  std::vector<SiteProgress> sites;
  for (const json::value& each : array_in(value)) {
    const json::object& object = object_in(each);
    SiteProgress& site = sites.emplace_back();
    site.site = text_in(member(object, "site"));
    site.closure = text_in(member(object, "closure"));
    site.obstacles = text_in(member(object, "obstacles"));
    site.expected_on = text_in(member(object, "expected_on"));
    const json::value& percent = member(object, "migration_percent");
    if (percent.is_int64()) site.migration_percent = static_cast<int>(percent.get_int64());
  }
  return sites;
}

std::string to_json(const std::vector<std::string>& texts) {
  return json::serialize(texts_to(texts));
}

std::vector<std::string> texts_from_json(std::string_view text) {
  const json::value value = parse(text);
  return texts_from(value);
}

std::string to_json(const PageReading& reading) {
  json::array items;
  for (const Item& item : reading.newest_items)
    items.push_back(json::object{{"date", day_to(item.date)}, {"title", item.title}, {"link", item.link}});
  json::object object{{"state", std::string(name(reading.state))},
                      {"kind", std::string(name(reading.kind))},
                      {"charset", reading.charset},
                      {"title", reading.title},
                      {"newest", day_to(reading.newest)},
                      {"items", reading.items},
                      {"dated_items", reading.dated_items},
                      {"newest_items", std::move(items)},
                      {"notes", texts_to(reading.notes)}};
  if (reading.evidence) object["evidence"] = {{"text", reading.evidence->text}, {"link", reading.evidence->link}};
  return json::serialize(object);
}

PageReading reading_from_json(std::string_view text) {
  const json::value value = parse(text);
  const json::object& object = object_in(value);
  PageReading reading;
  reading.state = page_state_named(text_in(member(object, "state")));
  reading.kind = page_kind_named(text_in(member(object, "kind"))).value_or(PageKind::automatic);
  reading.charset = text_in(member(object, "charset"));
  reading.title = text_in(member(object, "title"));
  reading.newest = day_from(member(object, "newest"));
  reading.items = static_cast<int>(integer_in(member(object, "items")));
  reading.dated_items = static_cast<int>(integer_in(member(object, "dated_items")));
  for (const json::value& each : array_in(member(object, "newest_items"))) {
    const json::object& item = object_in(each);
    reading.newest_items.push_back(
        {day_from(member(item, "date")), text_in(member(item, "title")), text_in(member(item, "link"))});
  }
  if (const json::value& evidence = member(object, "evidence"); evidence.is_object())
    reading.evidence =
        Evidence{text_in(member(object_in(evidence), "text")), text_in(member(object_in(evidence), "link"))};
  reading.notes = texts_from(member(object, "notes"));
  return reading;
}

std::string to_json(const ColumnRecord& record) {
  json::array empty_days;
  for (const Day& day : record.empty_days) empty_days.push_back(day_to(day));
  return json::serialize(json::object{{"state", std::string(name(record.state))},
                                      {"newest", day_to(record.newest)},
                                      {"items", record.items},
                                      {"dated_items", record.dated_items},
                                      {"doubtful", record.doubtful},
                                      {"from_articles", record.from_articles},
                                      {"held_items", record.held_items},
                                      {"was_well", record.was_well},
                                      {"empty_days", std::move(empty_days)}});
}

ColumnRecord record_from_json(std::string_view text) {
  const json::value value = parse(text);
  const json::object& object = object_in(value);
  ColumnRecord record;
  record.state = page_state_named(text_in(member(object, "state")));
  record.newest = day_from(member(object, "newest"));
  record.items = static_cast<int>(integer_in(member(object, "items")));
  record.dated_items = static_cast<int>(integer_in(member(object, "dated_items")));
  record.doubtful = truth_in(member(object, "doubtful"));
  record.from_articles = truth_in(member(object, "from_articles"));
  record.held_items = truth_in(member(object, "held_items"));
  record.was_well = truth_in(member(object, "was_well"));
  for (const json::value& each : array_in(member(object, "empty_days")))
    if (const auto day = day_from(each)) record.empty_days.push_back(*day);
  return record;
}

/// Most pages link to none, and a hundred thousand columns have no such list.
std::string to_json(const std::vector<LinkedHost>& hosts) {
  if (hosts.empty()) return {};
  json::array array;
  for (const LinkedHost& each : hosts)
    array.push_back(json::object{{"host", each.host},
                                 {"first_seen", to_milliseconds(each.first_seen)},
                                 {"last_seen", to_milliseconds(each.last_seen)},
                                 {"is_shown", each.is_shown}});
  return json::serialize(array);
}

std::vector<LinkedHost> hosts_from_json(std::string_view text) {
  std::vector<LinkedHost> hosts;
  if (text.empty()) return hosts;
  const json::value value = parse(text);
  for (const json::value& each : array_in(value)) {
    const json::object& object = object_in(each);
    hosts.push_back({text_in(member(object, "host")), from_milliseconds(integer_in(member(object, "first_seen"))),
                     from_milliseconds(integer_in(member(object, "last_seen"))), truth_in(member(object, "is_shown"))});
  }
  return hosts;
}

std::string to_json(const std::optional<PageIdentity>& identity) {
  if (!identity) return {};
  const PageTags& tags = identity->tags;
  const FooterCodes& codes = identity->codes;
  return json::serialize(json::object{{"site_name", tags.site_name},
                                      {"site_domain", tags.site_domain},
                                      {"site_id_code", tags.site_id_code},
                                      {"column_name", tags.column_name},
                                      {"column_type", tags.column_type},
                                      {"id_code", codes.id_code},
                                      {"icp", codes.icp},
                                      {"police", codes.police}});
}

std::optional<PageIdentity> identity_from_json(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const json::value value = parse(text);
  const json::object& object = object_in(value);
  const auto said = [&](std::string_view key) { return text_in(member(object, key)); };
  PageIdentity identity;
  identity.tags = {said("site_name"), said("site_domain"), said("site_id_code"), said("column_name"),
                   said("column_type")};
  identity.codes = {said("id_code"), said("icp"), said("police")};
  return identity;
}

std::string to_json(const std::vector<FoundColumn>& columns) {
  if (columns.empty()) return {};
  json::array array;
  for (const FoundColumn& each : columns)
    array.push_back(
        json::object{{"name", each.name}, {"url", each.url.text()}, {"type", std::string(name(each.type))}});
  return json::serialize(array);
}

std::vector<FoundColumn> proposed_from_json(std::string_view text) {
  std::vector<FoundColumn> columns;
  if (text.empty()) return columns;
  const json::value value = parse(text);
  for (const json::value& each : array_in(value)) {
    const json::object& object = object_in(each);
    const Result<Url> url = Url::parse(text_in(member(object, "url")));
    const auto type = column_type_named(text_in(member(object, "type")));
    if (url) columns.push_back({text_in(member(object, "name")), *url, type.value_or(ColumnType::other)});
  }
  return columns;
}

/// One array an item: link, title, first date, first seen, re-dated.
std::string to_json(const ItemHistory& history) {
  json::array items;
  for (const KnownItem& item : history.items)
    items.push_back(json::array{static_cast<std::int64_t>(item.link), static_cast<std::int64_t>(item.title),
                                day_to(item.first_date), day_to(item.first_seen), item.redated});
  return json::serialize(items);
}

ItemHistory items_from_json(std::string_view text) {
  const json::value value = parse(text);
  ItemHistory history;
  for (const json::value& each : array_in(value)) {
    const json::array& row = array_in(each);
    const auto first_seen = row.size() == 5 ? day_from(row[3]) : std::nullopt;
    if (!first_seen) continue;
    history.items.push_back({static_cast<std::uint64_t>(integer_in(row[0])),
                             static_cast<std::uint64_t>(integer_in(row[1])), day_from(row[2]), *first_seen,
                             truth_in(row[4])});
  }
  return history;
}

}  // namespace sitewatch
