#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sitewatch::metrics {

/// Appends `name="value"` for a label block: quotes, backslashes and line feeds escaped, bytes that are not UTF-8
/// replaced by U+FFFD. A comma first, unless the block is empty.
void append_label(std::string& block, std::string_view name, std::string_view value);

/// Writes Prometheus text format 0.0.4. All samples of a family must follow their family() call before the next one;
/// a family without samples writes nothing.
class TextWriter {
 public:
  /// `out` must outlive the writer; what it holds stays.
  explicit TextWriter(std::string& out) : out_(out) {}

  /// The views must live until the next family().
  void family(std::string_view name, std::string_view type, std::string_view help);
  /// Goes on with a family begun by another writer: its head is not written again.
  void resume(std::string_view name) { name_ = name, type_ = {}; }
  /// `labels` is a block made by append_label(), `more` a second one; either may be empty.
  void sample(std::string_view labels, double value) { sample(labels, {}, value); }
  void sample(std::string_view labels, std::string_view more, double value);
  bool head_written() const { return type_.empty(); }

 private:
  std::string& out_;
  std::string_view name_;
  std::string_view type_;
  std::string_view help_;
};

}  // namespace sitewatch::metrics
