#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "alert/mail_facts.h"
#include "alert/mail_sections.h"
#include "alert/mail_text.h"

namespace sitewatch::alert {

/// Headed lists of rows, cut off at `listed_at_most`; what is left out is counted.
class ListWriter {
 public:
  /// `writing` and what it refers to outlive the writer.
  ListWriter(const Writing& writing, bool with_unit) : writing_(writing), with_unit_(with_unit) {}

  /// A list of alerts under its heading; none if it is empty. All of these lists together are cut off.
  void add(const std::string& title, const std::vector<const Alert*>& alerts);

  /// A list that is cut off for itself. `line` writes one of `things`; it is asked only for those that are listed.
  template <class Things, class Line>
  void add_lines(std::string_view title, const Things& things, const Line& line) {
    if (things.empty()) return;
    heading(std::string{title}, things.size());
    std::size_t listed = 0;
    for (const auto& each : things) {
      if (listed++ == listed_at_most) break;
      marked_ += line(each);
      if (marked_.back() != '\n') marked_ += '\n';
    }
    if (things.size() > listed_at_most) left_out_ += things.size() - listed_at_most;
  }

  /// That of the next heading.
  std::string numeral() const;
  std::string finish();

 private:
  void heading(const std::string& title, std::size_t count);

  const Writing& writing_;
  bool with_unit_;
  std::string marked_;
  std::size_t headings_ = 0;
  std::size_t listed_ = 0;
  std::size_t left_out_ = 0;
};

using ByName = std::map<AlertName, std::vector<const Alert*>, ByUrgency>;

void add_by_name(ListWriter& list, const ByName& groups, const Catalogue& catalogue);

/// The text at `key`, which says a number.
std::string counted(const std::string& key, std::size_t count, const Catalogue& catalogue);

/// "无法访问1，超期未更新4": one part for each kind.
struct Part {
  std::string text;
  std::size_t count = 0;
};
/// `section` holds a text for each alert's name.
std::vector<Part> parts_of(const ByName& groups, const std::string& section, const Catalogue& catalogue);

/// The subject with as many parts as fit into it; the others as one number.
std::string subject_of_parts(const char* key, std::vector<Part> parts, Facts facts, const Catalogue& catalogue);

}  // namespace sitewatch::alert
