#pragma once

#include <cstddef>
#include <string_view>

#include "page/tokenizer.h"

namespace sitewatch::page {

/// Where on the page a token lies, as far as its tags say: beside the content (nav, aside, footer and boxes whose class
/// or id says so) or in it. Counts the boxes that are open; keeps no tree.
class Region {
 public:
  void take(const Token& token);

  /// A headline stands here: whatever the boxes around it are called, this is the content.
  void leave_side() { beside_from_ = 0; }

  bool is_beside() const { return beside_from_ != 0; }
  std::size_t depth() const { return depth_; }

 private:
  std::size_t depth_ = 0;
  std::size_t beside_from_ = 0;  ///< Depth of the box that began it; 0 where none is open.
};

/// Whether a word of a class or an id begins with the name of a box beside the content: sidebar-2, related, recommend,
/// comment, footer …; "has-sidebar" names none.
bool names_side_box(std::string_view class_or_id);

}  // namespace sitewatch::page
