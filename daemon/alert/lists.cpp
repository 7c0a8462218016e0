#include "alert/lists.h"

#include <algorithm>

namespace sitewatch::alert {

void ListWriter::add(const std::string& title, const std::vector<const Alert*>& alerts) {
  if (alerts.empty()) return;
  heading(title, alerts.size());
  const std::size_t listed = std::min(alerts.size(), listed_at_most - listed_);
  for (std::size_t i = 0; i < listed; ++i) marked_ += list_row(*alerts[i], writing_, with_unit_);
  listed_ += listed;
  left_out_ += alerts.size() - listed;
}

std::string ListWriter::numeral() const {
  const std::string_view digits = writing_.catalogue.text("mail.digest.numerals");
  const std::size_t bytes = static_cast<unsigned char>(digits.front()) < 0x80 ? 1 : 3;
  return std::string{digits.substr(std::min(headings_ * bytes, digits.size() - bytes), bytes)};
}

std::string ListWriter::finish() {
  if (left_out_ > 0) {
    Facts facts = common_facts(writing_);
    facts.values["more"] = static_cast<std::int64_t>(left_out_);
    marked_ += writing_.catalogue.render("mail.digest.more", facts) + '\n';
  }
  return std::move(marked_);
}

void ListWriter::heading(const std::string& title, std::size_t count) {
  Facts facts;
  facts.values["numeral"] = numeral();
  facts.values["title"] = title;
  facts.values["count"] = static_cast<std::int64_t>(count);
  marked_ += writing_.catalogue.render("mail.digest.heading", facts) + '\n';
  ++headings_;
}

void add_by_name(ListWriter& list, const ByName& groups, const Catalogue& catalogue) {
  for (const auto& [name, alerts] : groups)
    list.add(std::string{catalogue.word("alert.title", sitewatch::name(name))}, alerts);
}

std::string counted(const std::string& key, std::size_t count, const Catalogue& catalogue) {
  Facts facts;
  facts.values["count"] = static_cast<std::int64_t>(count);
  return catalogue.render(key, facts);
}

std::vector<Part> parts_of(const ByName& groups, const std::string& section, const Catalogue& catalogue) {
  std::vector<Part> parts;
  for (const auto& [name, alerts] : groups)
    parts.push_back(
        {counted(section + '.' + std::string{sitewatch::name(name)}, alerts.size(), catalogue), alerts.size()});
  return parts;
}

std::string subject_of_parts(const char* key, std::vector<Part> parts, Facts facts, const Catalogue& catalogue) {
  for (std::size_t left_out = 0;; parts.pop_back()) {
    std::string text;
    for (const Part& part : parts)
      text += (text.empty() ? "" : std::string{catalogue.text("mail.digest.separator")}) + part.text;
    if (left_out > 0)
      text += std::string{catalogue.text("mail.digest.separator")} + counted("mail.brief.rest", left_out, catalogue);
    facts.values["parts"] = text;
    const std::string subject = catalogue.render(key, facts);
    if (fits_subject(subject) || parts.size() < 2) return clipped_subject(subject);
    left_out += parts.back().count;
  }
}

}  // namespace sitewatch::alert
