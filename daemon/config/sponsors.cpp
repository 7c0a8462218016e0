#include <algorithm>
#include <array>
#include <unordered_map>

#include "config/parts.h"
#include "config/records.h"
#include "config/store.h"
#include "config/values.h"

namespace sitewatch {
namespace {

using Values = std::vector<std::string_view>;
using Setter = Result<void> (*)(Sponsor&, const Values&);
constexpr auto list = FieldName::Kind::list;

constexpr std::array<FieldName, 8> names{{
    {"id", "id", "编号"},
    {"name", "name", "单位全称"},
    {"short_name", "short_name", "简称"},
    {"former_names", "former_names", "曾用名", list},
    {"contact", "contact", "责任人"},
    {"phone", "phone", "电话"},
    {"mail", "mail", "电子邮箱", list},
    {"without_site", "without_site", "无网站"},
}};

// In the order of `names`.
constexpr std::array<Setter, 8> setters{
    [](Sponsor& to, const Values& from) { return store(values::line(from[0]), to.id); },
    [](Sponsor& to, const Values& from) { return store(values::line(from[0]), to.name); },
    [](Sponsor& to, const Values& from) { return store(values::line(from[0]), to.short_name); },
    [](Sponsor& to, const Values& from) { return store_all(from, values::line, to.former_names); },
    [](Sponsor& to, const Values& from) { return store(values::line(from[0]), to.contact); },
    [](Sponsor& to, const Values& from) { return store(values::line(from[0]), to.phone); },
    [](Sponsor& to, const Values& from) { return store_all(from, values::mail, to.mail); },
    [](Sponsor& to, const Values& from) { return store(values::boolean(from[0]), to.without_site); },
};

}  // namespace

std::span<const FieldName> sponsor_fields() {
  return names;
}

void read_sponsors(const Section& root, Config& config) {
  Mistakes& mistakes = root.mistakes();
  std::unordered_map<std::string, Position> seen;
  read_tables(root, "sponsors", names, [&](const Record& record) {
    Sponsor sponsor;
    for (const Cell& cell : record.cells) {
      const auto stored = setters[cell.field](sponsor, cell.values);
      // A mailbox or a telephone number is not repeated in a log.
      if (!stored) mistakes.add(cell.at, std::string{cell.label}, stored.error().message);
    }
    if (sponsor.name.empty()) return mistakes.add(record.at, "单位全称", "the sponsor's full name");
    if (sponsor.id.empty()) sponsor.id = sponsor.name;
    const auto [first, is_new] = seen.emplace(sponsor.id, record.at);
    if (!is_new)
      return mistakes.add(record.at, "编号",
                          "an id of its own; '" + sponsor.id + "' is also on " + place(first->second));
    config.sponsors.push_back(std::move(sponsor));
  });
  config.sponsors.shrink_to_fit();
}

SponsorIndex::SponsorIndex(const std::vector<Sponsor>& sponsors) {
  const auto add = [this](const std::string& word, const SponsorId& id) {
    if (word.empty()) return;
    const auto [found, is_new] = ids_.emplace(word, id);
    if (!is_new && found->second != id) found->second.clear();
  };
  for (const Sponsor& sponsor : sponsors) {
    add(sponsor.name, sponsor.id);
    add(sponsor.short_name, sponsor.id);
    for (const std::string& former : sponsor.former_names) add(former, sponsor.id);
  }
  // An id wins over anybody's name.
  for (const Sponsor& sponsor : sponsors) ids_[sponsor.id] = sponsor.id;
}

Result<SponsorId> SponsorIndex::find(std::string_view word) const {
  const auto found = ids_.find(std::string{word});
  if (found == ids_.end() && suggestions_left_-- <= 0)
    return failure("the id or name of a sponsor in the sponsors' table");
  if (found == ids_.end()) {
    std::vector<std::string_view> known;
    known.reserve(ids_.size());
    for (const auto& [name, id] : ids_) known.push_back(name);
    std::sort(known.begin(), known.end());
    return failure("the id or name of a sponsor in the sponsors' table" + suggestion(word, known));
  }
  if (found->second.empty()) return failure("the id of a sponsor; several bear this name");
  return found->second;
}

}  // namespace sitewatch
