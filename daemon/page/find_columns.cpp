#include "page/find_columns.h"

#include <algorithm>
#include <array>
#include <utility>

#include "page/ascii_case.h"
#include "page/attributes.h"
#include "page/headline.h"
#include "page/url_dates.h"
#include "text/clip.h"
#include "text/escape.h"
#include "text/host_name.h"

namespace sitewatch::page {
namespace {

/// Several times what home pages have.
constexpr std::size_t most_anchors = 5000;
constexpr std::size_t most_texts = 20'000;
constexpr std::size_t most_boxes = 20'000;
constexpr std::size_t longest_text = 2000;
constexpr std::size_t name_bytes = 200;
constexpr std::size_t shortest_name = 2;
constexpr std::size_t longest_name = 16;
/// Longer names in navigation and titles are headlines, unless they say what kind of list they lead to.
constexpr std::size_t longest_untold_name = 8;

template <std::size_t n>
bool has_any(std::string_view text, const std::array<std::string_view, n>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

std::string lowered_text(std::string_view text) {
  std::string small{text};
  std::transform(small.begin(), small.end(), small.begin(), lowered);
  return small;
}

std::string plain(std::string_view text) {
  return clip(one_line(text), name_bytes);
}

/// Nothing but spaces, those of full width and those that do not break among them.
bool is_blank(std::string_view raw) {
  if (raw.find_first_not_of(" \t\r\n\xC2\xA0\xE3\x80") == std::string_view::npos) return true;
  return raw == "&nbsp;" || raw == "&nbsp;&nbsp;";
}

std::string words_of(Token text) {
  text.raw = text.raw.substr(0, longest_text);
  std::string buffer;
  return plain(characters(text, buffer));
}

/// 更多, [更多>>], +MORE: what says nothing but that there is more.
bool is_more(std::string_view text) {
  constexpr std::size_t longest = 24;
  if (text.size() > longest) return false;
  const std::string small = lowered_text(text);
  return small.find("更多") != std::string::npos || small.find("more") != std::string::npos ||
         text.find_first_not_of(">. ") == std::string_view::npos || text == "»" || text == ">>";
}

/// What every site has and no column is.
bool is_fixture(std::string_view name) {
  constexpr std::array<std::string_view, 28> words{
      "首页",   "设为",     "收藏",   "联系我们", "网站地图", "登录",     "注册",   "关于我们", "版权", "隐私",
      "无障碍", "返回",     "上一页", "下一页",   "尾页",     "手机版",   "移动版", "客户端",   "微信", "微博",
      "搜索",   "网站声明", "备案",   "公网安备", "繁体",     "友情链接", "邮箱",   "站群"};
  return has_any(name, words);
}

/// A headline, a date or a sentence: 关于……的通知, 2026-03-01, 今天（周五）.
bool is_sentence(std::string_view name) {
  constexpr std::array<std::string_view, 10> marks{"《", "》", "，", "。", "：", "！", "？", "“", "…", "〔"};
  return name.find("关于") != std::string_view::npos || has_any(name, marks) ||
         name.find_first_of("0123456789|@:") != std::string_view::npos;
}

bool is_name(std::string_view name) {
  const std::size_t length = characters_in(name);
  const bool is_ascii = std::all_of(name.begin(), name.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
  return length >= shortest_name && length <= longest_name && !is_ascii && !is_more(name) && !is_fixture(name) &&
         !is_sentence(name);
}

/// …/2026/03/01/…, …/t20260301_12.html, …/content_123456.html, …/art/….
bool leads_to_article(const Url& url) {
  constexpr std::size_t article_digits = 6;
  if (date_in_link(url.path) || url.path.find("/art/") != std::string::npos) return true;
  const std::string_view path = std::string_view{url.path}.substr(0, url.path.find('?'));
  const std::string_view last = path.substr(path.rfind('/') + 1);
  std::size_t digits = 0;
  for (const char c : last) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (digits >= article_digits) return true;
  }
  return last.starts_with("content") || last.starts_with("article") || last.starts_with("detail");
}

bool leads_to_file(const Url& url) {
  constexpr std::array<std::string_view, 14> endings{".doc", ".docx", ".xls", ".xlsx", ".pdf", ".zip", ".rar",
                                                     ".jpg", ".jpeg", ".png", ".gif",  ".mp4", ".apk", ".wps"};
  const std::string path = lowered_text(url.path);
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view each) { return path.ends_with(each); });
}

/// http://…, //…
bool names_host(std::string_view reference) {
  constexpr std::size_t longest_scheme = 10;
  return reference.substr(0, longest_scheme).find("//") != std::string_view::npos;
}

/// The part of such a reference that names the host; the same part names the same one.
std::string_view authority_of(std::string_view reference) {
  return reference.substr(0, reference.find_first_of("/?#\\", reference.find("//") + 2));
}

/// What a box calls itself.
struct BoxSigns {
  bool navigation = false;
  bool title = false;
};

BoxSigns signs_of(std::string_view raw) {
  constexpr std::size_t longest_value = 200;
  BoxSigns signs;
  if (raw.find('=') == std::string_view::npos) return signs;
  for (const char* name : {"class", "id"}) {
    const auto value = attribute(raw, name);
    if (!value) continue;
    const std::string small = lowered_text(value->substr(0, longest_value));
    signs.navigation = signs.navigation || has_any(small, std::array<std::string_view, 2>{"nav", "menu"});
    signs.title = signs.title || has_any(small, std::array<std::string_view, 2>{"tit", "tab"});
  }
  return signs;
}

bool is_heading(Element element) {
  return (element >= Element::h1 && element <= Element::h6) || element == Element::dt || element == Element::caption;
}

bool is_box(Element element) {
  switch (element) {
    case Element::div:
    case Element::nav:
    case Element::ul:
    case Element::ol:
    case Element::table:
    case Element::span:
    case Element::section:
    case Element::header:
    case Element::p:
      return true;
    default:
      return is_heading(element);
  }
}

}  // namespace

void LinkReader::take(const Token& token) {
  if (token.kind == TokenKind::text && token.element == Element::other) text(token);
  if (token.kind == TokenKind::start_tag) start_tag(token);
  if (token.kind == TokenKind::end_tag) end_tag(token);
}

HomeLinks LinkReader::finish() {
  end_anchor();
  return std::move(found_);
}

void LinkReader::text(const Token& token) {
  if (is_blank(token.raw) || ++texts_ > most_texts) return;
  if (!anchor_ && !title_.is_open()) {
    last_text_ = token;
    return;
  }
  const std::string words = words_of(token);
  if (words.empty()) return;
  if (anchor_) {
    if (anchor_->text.size() < name_bytes) anchor_->text += words;
    if (!title_.is_open() || is_more(words)) return;
  }
  if (title_.is_open() && is_name(words)) heading_ = words;
  last_text_ = token;
}

void LinkReader::start_tag(const Token& token) {
  if (token.element == Element::a) {
    end_anchor();
    return begin_anchor(token.raw);
  }
  if (token.element == Element::base) {
    std::string buffer;
    const auto href = attribute(token.raw, "href");
    if (const auto base = href ? resolve_url(page_, attribute_value(*href, buffer)) : failure("none"); base)
      base_ = *base;
    if (base_.host != page_.host) add_host(base_.host);
  }
  if (token.element == Element::img && anchor_ && anchor_->title.empty()) {
    std::string buffer;
    if (const auto words = attribute(token.raw, "alt")) anchor_->title = plain(attribute_value(*words, buffer));
  }
  if (!is_box(token.element) || token.self_closing) return;
  ++depth_;
  if (++boxes_ > most_boxes) return;
  if (navigation_.is_open() && title_.is_open()) return;
  const BoxSigns signs = signs_of(token.raw);
  if (token.element == Element::nav || signs.navigation) navigation_.open(depth_);
  if (is_heading(token.element) || signs.title) title_.open(depth_);
}

void LinkReader::end_tag(const Token& token) {
  if (token.element == Element::a) return end_anchor();
  if (!is_box(token.element) || depth_ == 0) return;
  --depth_;
  navigation_.close(depth_);
  title_.close(depth_);
}

void LinkReader::begin_anchor(std::string_view raw) {
  std::string buffer;
  const auto href = attribute(raw, "href");
  if (!href || href->empty() || ++anchors_ > most_anchors) return;
  const std::string_view reference = attribute_value(*href, buffer);
  if (reference.starts_with('#')) return;
  anchor_ = Anchor{std::string{reference}, {}, {}};
  std::string words;
  if (const auto title = attribute(raw, "title")) anchor_->title = plain(attribute_value(*title, words));
  if (!all_links_ && (!names_host(reference) || is_known(authority_of(reference)))) return;
  const Result<Url> url = resolve_url(base_, reference);
  if (url && all_links_) add_link(*url);
  if (!url || *url == page_) return;
  add_host(url->host);
  if (names_host(reference)) authorities_.emplace(authority_of(reference));
}

/// Most links of a page name one of a few hosts: each is read once.
bool LinkReader::is_known(std::string_view authority) const {
  return authorities_.find(authority) != authorities_.end();
}

void LinkReader::end_anchor() {
  if (!anchor_) return;
  const Anchor anchor = std::move(*anchor_);
  anchor_.reset();
  const bool says_more = is_more(anchor.text) || (anchor.text.empty() && is_more(anchor.title));
  const std::string& name = anchor.text.empty() ? anchor.title : anchor.text;
  if (!says_more && !is_column(name)) return;
  const Result<Url> url = resolve_url(base_, anchor.reference);
  if (!url || leads_to_article(*url)) return;
  if (!says_more) return add_column(name, *url);
  if (is_name(anchor.title)) return add_column(anchor.title, *url);
  if (std::string block = name_of_block(); !block.empty()) add_column(std::move(block), *url);
}

/// Each title names one block: a second 更多 under it belongs to a block whose title is not known.
std::string LinkReader::name_of_block() {
  const std::string before = words_of(std::exchange(last_text_, {}));
  std::string heading = std::exchange(heading_, {});
  if (is_name(before) && guessed_type(before) != ColumnType::other) return before;
  return !heading.empty() ? heading : is_name(before) ? before : std::string{};
}

bool LinkReader::is_column(std::string_view name) const {
  if (!is_name(name)) return false;
  if (guessed_type(name) != ColumnType::other)
    return characters_in(name) <= longest_untold_name || title_.is_open() || navigation_.is_open();
  return (title_.is_open() || navigation_.is_open()) && characters_in(name) <= longest_untold_name;
}

void LinkReader::add_link(const Url& url) {
  if (found_.links.size() >= most_home_links || !seen_.insert(url.text()).second) return;
  found_.links.push_back(url);
}

void LinkReader::add_host(const std::string& host) {
  if (found_.hosts.size() < most_home_links && hosts_.insert(host).second) found_.hosts.push_back(host);
}

void LinkReader::add_column(std::string name, const Url& url) {
  const bool is_entry = url.path == "/" || url == page_;
  if (url.host != page_.host || is_entry || leads_to_file(url) || found_.columns.size() >= most_found_columns) return;
  if (!column_urls_.insert(url.text()).second) return;
  const ColumnType type = guessed_type(name);
  found_.columns.push_back({std::move(name), url, type});
}

ColumnType guessed_type(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, ColumnType>, 36> words{{
      {"动态", ColumnType::news},        {"要闻", ColumnType::news},           {"新闻", ColumnType::news},
      {"资讯", ColumnType::news},        {"快讯", ColumnType::news},           {"通知", ColumnType::notices},
      {"公告", ColumnType::notices},     {"公示", ColumnType::notices},        {"通告", ColumnType::notices},
      {"政策", ColumnType::policies},    {"文件", ColumnType::policies},       {"法规", ColumnType::policies},
      {"法律", ColumnType::policies},    {"解读", ColumnType::interpretation}, {"人事", ColumnType::personnel},
      {"任免", ColumnType::personnel},   {"招聘", ColumnType::personnel},      {"招考", ColumnType::personnel},
      {"规划", ColumnType::plans},       {"计划", ColumnType::plans},          {"互动", ColumnType::interaction},
      {"咨询", ColumnType::interaction}, {"信箱", ColumnType::interaction},    {"征集", ColumnType::interaction},
      {"投诉", ColumnType::interaction}, {"留言", ColumnType::interaction},    {"访谈", ColumnType::interaction},
      {"办事", ColumnType::services},    {"服务", ColumnType::services},       {"办理", ColumnType::services},
      {"下载", ColumnType::services},    {"专题", ColumnType::archive},        {"专栏", ColumnType::archive},
      {"历史", ColumnType::archive},     {"办事指南", ColumnType::services},   {"意见征集", ColumnType::interaction},
  }};
  ColumnType type = ColumnType::other;
  std::size_t last = 0;
  for (const auto& [word, meaning] : words) {
    const std::size_t at = name.rfind(word);
    if (at == std::string_view::npos || at + word.size() <= last) continue;
    last = at + word.size();
    type = meaning;
  }
  return type;
}

}  // namespace sitewatch::page
