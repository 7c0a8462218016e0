#include "page/states.h"

#include <algorithm>
#include <array>

#include "page/ascii_case.h"

namespace sitewatch::page {
namespace {

constexpr std::size_t challenge_bytes = 64u << 10;
constexpr std::size_t little_text = 200;
constexpr std::size_t entry_text = 600;  ///< An entry page has not much more to say than where it leads.
constexpr std::size_t notice_text = 3000;
constexpr int enough_rows = 3;

template <class Words>
int count_words(std::string_view text, const Words& words) {
  return static_cast<int>(std::count_if(words.begin(), words.end(), [&](std::string_view word) {
    return find_ignoring_case(text, word) != std::string_view::npos;
  }));
}

bool is_challenge(std::string_view text) {
  if (text.size() > challenge_bytes) return false;
  constexpr std::array<std::string_view, 7> marks{"$_ts",   "acw_sc__v2", "__jsl_clearance", "yunsuo_session",
                                                  "arg1='", "安全验证",   "请稍候，正在"};
  return std::any_of(marks.begin(), marks.end(),
                     [&](std::string_view mark) { return text.find(mark) != std::string_view::npos; });
}

/// Two signs that do not depend on each other: the title, the words on the page, how little else there is.
bool is_soft_404(const Furniture& furniture, std::string_view text) {
  constexpr std::array<std::string_view, 20> words{"404",
                                                   "not found",
                                                   "找不到",
                                                   "页面不存在",
                                                   "不存在或已",
                                                   "无法找到",
                                                   "出错啦",
                                                   "出错了",
                                                   "访问的页面",
                                                   "应用已禁用",
                                                   "不能访问",
                                                   "已被删除",
                                                   "已删除",
                                                   "请稍后再试",
                                                   "服务器应用程序错误",
                                                   "ADODB",
                                                   "ORA-0",
                                                   "You have an error in your SQL",
                                                   "系统错误",
                                                   "请确认所输入的网址"};
  const int in_title = count_words(furniture.title, words);
  const int in_text = count_words(furniture.first_text, words);
  const bool is_short = furniture.text_bytes < notice_text;
  if (in_title > 0 && (in_text > 0 || is_short)) return true;
  if (in_text >= 2 && is_short) return true;
  // The whole message written by a script.
  constexpr std::size_t small_page = 4000;
  return furniture.text_bytes < little_text && text.size() < small_page && count_words(text, words) > 0;
}

bool is_closed(const Furniture& furniture) {
  constexpr std::array<std::string_view, 12> words{"网站关停", "网站已关停", "永久下线", "永久关停",
                                                   "停止运行", "停止更新",   "停止服务", "关停公告",
                                                   "暂时关闭", "临时下线",   "整合迁移", "网站已迁移"};
  const int in_text = count_words(furniture.first_text, words) + count_words(furniture.title, words);
  return in_text > 0 && furniture.text_bytes < notice_text;
}

constexpr std::array<std::string_view, 17> grey_words{"博彩",     "棋牌",   "娱乐城",   "百家乐", "六合彩",  "真人娱乐",
                                                      "体育投注", "时时彩", "成人视频", "无码",   "私服",    "代开发票",
                                                      "beat365",  "bet365", "葡京",     "赌场",   "足球投注"};

/// Grey words in what search engines are shown. One alone may be news about fraud.
bool is_hijacked(const Furniture& furniture) {
  return count_words(furniture.title, grey_words) + count_words(furniture.keywords, grey_words) >= 2;
}

/// What a page whole and without a date is.
PageState state_without_date(const StateSigns& signs, const Furniture& furniture) {
  if (furniture.templates) return PageState::js_only;
  if (signs.other_dates || furniture.frames > 0) return PageState::unparsed;
  if (signs.kind == PageKind::article)
    return furniture.text_bytes >= little_text ? PageState::undated : PageState::blank;
  if (signs.items >= enough_rows) return PageState::undated;
  if (signs.part_has_script && signs.items == 0) return PageState::js_only;
  if (furniture.text_bytes < little_text && furniture.scripts > 0) return PageState::js_only;
  if (signs.kind == PageKind::list && signs.items == 0) return PageState::blank;
  if (furniture.text_bytes < little_text && signs.links == 0) return PageState::blank;
  return PageState::unparsed;
}

}  // namespace

bool has_grey_words(std::string_view text) {
  return count_words(text, grey_words) > 0;
}

PageState state_of(const StateSigns& signs, const Furniture& furniture, std::string_view text) {
  if (is_hijacked(furniture)) return PageState::hijack_suspected;
  if (signs.has_date) return PageState::dated;
  if (is_challenge(text)) return PageState::challenged;
  const bool says_little = furniture.text_bytes < entry_text;
  if (furniture.frameset) return PageState::redirect;
  if ((furniture.refresh || (furniture.script_jump && says_little)) && signs.items == 0) return PageState::redirect;
  if (is_soft_404(furniture, text)) return PageState::soft_404;
  if (is_closed(furniture)) return PageState::closed_notice;
  if (signs.part_is_missing) return PageState::unparsed;
  return state_without_date(signs, furniture);
}

}  // namespace sitewatch::page
