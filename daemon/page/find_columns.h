#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>

#include "domain/home_links.h"
#include "page/tokenizer.h"

namespace sitewatch::page {

/// A box that is open from its start tag to the end tag that brings the depth back; no tree is kept.
class OpenBox {
 public:
  bool is_open() const { return from_ != 0; }
  void open(std::size_t depth) {
    if (from_ == 0) from_ = depth;
  }
  void close(std::size_t depth) {
    if (from_ != 0 && depth < from_) from_ = 0;
  }

 private:
  std::size_t from_ = 0;
};

/// Takes the tokens of a home page and guesses its columns by where links stand (navigation, block titles and the 更多
/// beside them) and by what they are called; headlines and addresses of articles are left out. Linear in the page.
class LinkReader {
 public:
  /// `page`: where it was read. Every single address is resolved only for who wants them all: that costs as much as
  /// everything else on a page.
  LinkReader(const Url& page, bool all_links) : page_{page}, all_links_{all_links}, base_{page} {
    seen_.insert(page.text());
  }

  void take(const Token& token);
  /// After the last token.
  HomeLinks finish();

 private:
  struct Anchor {
    std::string reference;
    std::string text;
    std::string title;  ///< Of its title attribute or of its picture.
  };

  void text(const Token& token);
  void start_tag(const Token& token);
  void end_tag(const Token& token);
  void begin_anchor(std::string_view raw);
  void end_anchor();
  void add_link(const Url& url);
  void add_host(const std::string& host);
  bool is_known(std::string_view authority) const;
  void add_column(std::string name, const Url& url);
  bool is_column(std::string_view name) const;
  std::string name_of_block();

  HomeLinks found_;
  const Url page_;
  const bool all_links_;
  Url base_;
  std::optional<Anchor> anchor_;
  std::string heading_;  ///< The title of the block that is being read.
  Token last_text_{};    ///< What stands just before; its words are read when they are asked for.
  std::size_t texts_ = 0;
  std::size_t boxes_ = 0;
  std::size_t depth_ = 0;
  std::size_t anchors_ = 0;
  OpenBox navigation_;
  OpenBox title_;
  std::unordered_set<std::string> seen_;
  std::unordered_set<std::string> hosts_;
  std::set<std::string, std::less<>> authorities_;  ///< As they are written, of hosts that were added.
  std::unordered_set<std::string> column_urls_;
};

/// The kind of thing that a name ends in: 政策解读 is interpretation, 招聘公告 notices, 新闻中心 news; `other` where
/// it says nothing.
ColumnType guessed_type(std::string_view name);

}  // namespace sitewatch::page
