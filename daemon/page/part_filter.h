#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/page_part.h"
#include "page/tokenizer.h"

namespace sitewatch::page {

/// Tells for each token whether it lies in the part of the page that is asked for. Keeps no tree: an element ends with
/// its end tag, with that of an element around it, or where the standard implies its end (an li before the next); one
/// that nothing ends runs to the end of the page.
class PartFilter {
 public:
  /// `part` must outlive the filter.
  explicit PartFilter(const PagePart& part) : part_{part} {}

  /// Every token of the page, in order. An element's own tags lie in it.
  bool takes(const Token& token);
  /// Whether `within` named an element so far, or nothing at all.
  bool found() const { return found_ || part_.within.empty(); }

 private:
  static constexpr std::size_t elements = static_cast<std::size_t>(Element::xmp) + 1;
  using Counts = std::array<std::uint32_t, elements>;  ///< Open elements by kind.

  /// An element that was named and has not ended.
  struct Scope {
    bool is_open = false;
    Element element = Element::other;
    std::string_view name;
    Counts around{};  ///< What was open when it began.
  };

  void start_tag(const Token& token);
  /// Ends the scopes that this end tag ends.
  void end_tag(const Token& token);
  bool ends(const Scope& scope, const Token& end_tag) const;
  bool implies_end(const Scope& scope, Element begun) const;
  bool is_unchanged(const Scope& scope, Element element) const;
  void open(Scope& scope, const Token& token) const;
  std::uint32_t& open_elements(Element element) { return open_[static_cast<std::size_t>(element)]; }

  const PagePart& part_;
  Counts open_{};
  Scope within_;
  Scope ignored_;
  bool found_ = false;
};

}  // namespace sitewatch::page
