#include "config/csv.h"

#include <algorithm>
#include <deque>

#include "config/values.h"

namespace sitewatch {
namespace {

class CsvReader {
 public:
  CsvReader(const SourceFile& source, Mistakes& mistakes)
      : text_(source.text), file_(source.path), mistakes_(mistakes) {
    const std::string_view first = text_.substr(0, text_.find_first_of("\r\n"));
    if (first.find(',') == std::string_view::npos && first.find('\t') != std::string_view::npos) separator_ = '\t';
  }

  void run(const std::function<void(const std::vector<CsvField>&)>& take_row) {
    while (at_ < text_.size() && read_row()) {
      const bool has_text =
          std::any_of(row_.begin(), row_.end(), [](const CsvField& field) { return !field.text.empty(); });
      if (has_text) take_row(row_);
      row_.clear();
      unquoted_.clear();
    }
  }

 private:
  bool read_row() {
    for (;;) {
      if (!read_field()) return false;
      const char next = at_ < text_.size() ? text_[at_] : '\n';
      if (next != separator_) break;
      step();
    }
    end_line();
    return true;
  }

  bool read_field() {
    CsvField field{{}, line_, column_};
    while (at_ < text_.size() && text_[at_] == ' ') step();
    if (at_ < text_.size() && text_[at_] == '"') {
      if (!read_quoted(field)) return false;
    } else {
      const std::size_t begin = at_;
      while (at_ < text_.size() && !ends_field(text_[at_])) step();
      field.text = values::trimmed(text_.substr(begin, at_ - begin));
    }
    row_.push_back(field);
    return true;
  }

  bool read_quoted(CsvField& field) {
    std::string& content = unquoted_.emplace_back();
    step();
    for (;;) {
      if (at_ >= text_.size()) {
        mistakes_.add({file_, field.line, field.column}, "quote", "a closing \" for the one that opens here");
        return false;
      }
      const bool doubled = text_[at_] == '"' && at_ + 1 < text_.size() && text_[at_ + 1] == '"';
      if (text_[at_] == '"' && !doubled) break;
      if (doubled) step();
      content += text_[at_];
      step();
    }
    step();
    // Spreadsheets write nothing between the quote and the separator; what a person left there is kept.
    while (at_ < text_.size() && !ends_field(text_[at_])) {
      content += text_[at_];
      step();
    }
    field.text = values::trimmed(content);
    return true;
  }

  bool ends_field(char c) const { return c == separator_ || c == '\n' || c == '\r'; }

  void end_line() {
    if (at_ + 1 < text_.size() && text_[at_] == '\r' && text_[at_ + 1] == '\n') ++at_;
    if (at_ < text_.size()) step();
  }

  void step() {
    const auto byte = static_cast<unsigned char>(text_[at_]);
    const bool carriage_return_alone = byte == '\r' && (at_ + 1 >= text_.size() || text_[at_ + 1] != '\n');
    if (byte == '\n' || carriage_return_alone) {
      ++line_;
      column_ = 1;
    } else if ((byte & 0xc0) != 0x80) {
      ++column_;
    }
    ++at_;
  }

  std::string_view text_;
  const std::string* file_;
  Mistakes& mistakes_;
  char separator_ = ',';
  std::size_t at_ = 0;
  int line_ = 1;
  int column_ = 1;
  std::vector<CsvField> row_;
  std::deque<std::string> unquoted_;  // Addresses stay while the row grows.
};

}  // namespace

void read_csv(const SourceFile& source, Mistakes& mistakes,
              const std::function<void(const std::vector<CsvField>&)>& take_row) {
  CsvReader{source, mistakes}.run(take_row);
}

}  // namespace sitewatch
