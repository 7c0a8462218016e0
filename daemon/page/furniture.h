#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "page/footer_codes.h"
#include "page/tokenizer.h"

namespace sitewatch::page {

/// What a page is made of, beside its rows and dates.
struct Furniture {
  std::string title;     ///< One line, clipped.
  std::string keywords;  ///< Of meta keywords and description: what search engines are told.
  PageTags tags;
  std::string first_text;  ///< The visible text's first bytes, on one line.
  std::size_t text_bytes = 0;
  std::size_t longest_text = 0;
  int scripts = 0;
  int frames = 0;  ///< That show pages of the same site: rows may stand there.
  bool frameset = false;
  bool refresh = false;              ///< A meta refresh that leads elsewhere.
  bool script_jump = false;          ///< A script that leads elsewhere.
  bool templates = false;            ///< {{rows}} that a script is to fill in.
  bool script_inside = false;        ///< A script stands in the part that is asked for.
  std::vector<std::string> targets;  ///< Of refresh, jump and frames, as they stand.
};

class FurnitureReader {
 public:
  /// `url`: of the page, to tell its own frames from foreign ones.
  explicit FurnitureReader(std::string_view url) : url_{url} {}

  /// `is_inside`: in the part of the page that is asked for; only there frames and templates count.
  void take(const Token& token, bool is_inside);
  const Furniture& furniture() const { return furniture_; }
  const FooterCodes& codes() const { return codes_.codes(); }

 private:
  void start_tag(const Token& token, bool is_inside);
  void meta(std::string_view raw);
  void text(const Token& token, bool is_inside);
  void script(std::string_view text);
  void add_target(std::string_view target);

  std::string_view url_;
  Furniture furniture_;
  FooterCodeReader codes_;
  bool has_title_ = false;
  int metas_ = 0;
};

}  // namespace sitewatch::page
