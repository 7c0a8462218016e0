#include "page/date_labels.h"

#include <array>

#include "page/ascii_case.h"

namespace sitewatch::page {
namespace {

/// Small letters of ASCII; other letters as they are usually written.
constexpr std::array<std::string_view, 45> published{
    "发布时间",        "发布日期",   "发文时间",    "发文日期",   "发表时间",   "发表日期",       "公开时间",
    "公开日期",        "公布日期",   "公布时间",    "录入时间",   "添加时间",   "上传时间",       "编辑时间",
    "提交时间",        "发布于",     "发表于",      "发布",       "时间：",     "时间:",          "日期：",
    "日期:",           "發佈",       "發表",        "publish",    "posted",     "veröffentlicht", "erschienen",
    "erstellt",        "publié",     "publicado",   "publicada",  "pubblicato", "gepubliceerd",   "geplaatst",
    "опубликован",     "julkaistu",  "publisert",   "publicerad", "udgivet",    "opublikowan",    "publikov",
    "data publikacji", "written on", "mis en ligne"};
constexpr std::array<std::string_view, 24> modified{
    "更新时间",    "更新日期",     "最后更新",   "修改",          "updat",           "modifi",
    "last edited", "aktualisiert", "mis à jour", "mise à jour",   "actualiz",        "aggiornat",
    "bijgewerkt",  "обновлен",     "päivitetty", "oppdatert",     "uppdaterad",      "opdateret",
    "geändert",    "atualizad",    "aktualizov", "zaktualizowan", "letzte änderung", "stand:"};
constexpr std::array<std::string_view, 37> other{
    "截止",    "截至",      "有效期",    "举办",     "报名",        "施行",     "召开",     "活动时间",
    "开标",    "开始时间",  "考试",      "起止",     "培训时间",    "结束时间", "实施日期", "生效",
    "成文",    "印发日期",  "引用日期",  "访问日期", "检索日期",    "今天是",   "现在是",   "当前",
    "版权",    "copyright", "©",         "备案",     "icp",         "deadline", "expires",  "born",
    "geboren", "abgerufen", "retrieved", "joined",   "member since"};

template <class Words>
std::size_t last_of(std::string_view text, const Words& words) {
  std::size_t last = 0;
  for (const std::string_view word : words) {
    for (std::size_t at = find_ignoring_case(text, word); at != std::string_view::npos;
         at = find_ignoring_case(text, word, at + word.size()))
      last = std::max(last, at + word.size());
  }
  return last;
}

}  // namespace

DateLabel label_of(std::string_view before, std::string_view after) {
  constexpr std::size_t reach = 45;
  if (before.size() > reach) before.remove_prefix(before.size() - reach);
  const std::size_t is_published = last_of(before, published);
  const std::size_t is_modified = last_of(before, modified);
  const std::size_t is_other = last_of(before, other);
  // 培训时间： holds 时间： as well.
  constexpr std::size_t colon = 3;
  if (is_other > 0 && is_other + colon >= is_published && is_other > is_modified) return DateLabel::other;
  if (is_modified > is_published) return DateLabel::modified;
  if (is_published > 0) return DateLabel::published;
  for (const std::string_view word : {"发布", "施行", "截止", "起施行"})
    if (after.substr(0, 16).find(word) != std::string_view::npos)
      return word == "发布" ? DateLabel::none : DateLabel::other;
  return DateLabel::none;
}

}  // namespace sitewatch::page
