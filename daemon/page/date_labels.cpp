#include "page/date_labels.h"

#include <algorithm>
#include <array>

#include "page/ascii_case.h"

namespace sitewatch::page {
namespace {

struct Word {
  std::string_view text;
  DateLabel label;
};

/// Sorted by bytes; small letters of ASCII, other letters as they are usually written.
constexpr std::array<Word, 206> words{{{"abgerufen", DateLabel::other},
                                       {"actualisé", DateLabel::modified},
                                       {"actualitzat", DateLabel::modified},
                                       {"actualiz", DateLabel::modified},
                                       {"actualizare", DateLabel::modified},
                                       {"aggiornamento", DateLabel::modified},
                                       {"aggiornat", DateLabel::modified},
                                       {"aktualisiert", DateLabel::modified},
                                       {"aktualizov", DateLabel::modified},
                                       {"atualizad", DateLabel::modified},
                                       {"avaldatud", DateLabel::published},
                                       {"bearbeitet", DateLabel::modified},
                                       {"bijgewerkt", DateLabel::modified},
                                       {"born", DateLabel::other},
                                       {"copyright", DateLabel::other},
                                       {"cập nhật", DateLabel::modified},
                                       {"dabei seit", DateLabel::other},
                                       {"data publikacji", DateLabel::published},
                                       {"deadline", DateLabel::other},
                                       {"diperbarui", DateLabel::modified},
                                       {"diterbitkan", DateLabel::published},
                                       {"dodano", DateLabel::published},
                                       {"eingestellt am", DateLabel::published},
                                       {"endret", DateLabel::modified},
                                       {"erschienen", DateLabel::published},
                                       {"erstellt", DateLabel::published},
                                       {"expires", DateLabel::other},
                                       {"frissít", DateLabel::modified},
                                       {"geboren", DateLabel::other},
                                       {"geplaatst", DateLabel::published},
                                       {"gepostet am", DateLabel::published},
                                       {"gepubliceerd", DateLabel::published},
                                       {"geändert", DateLabel::modified},
                                       {"güncelle", DateLabel::modified},
                                       {"icp", DateLabel::other},
                                       {"joined", DateLabel::other},
                                       {"julkaistu", DateLabel::published},
                                       {"közzétéve", DateLabel::published},
                                       {"lagt ut", DateLabel::published},
                                       {"last edited", DateLabel::modified},
                                       {"last modified", DateLabel::modified},
                                       {"last updated", DateLabel::modified},
                                       {"letzte änderung", DateLabel::modified},
                                       {"megjelent", DateLabel::published},
                                       {"member since", DateLabel::other},
                                       {"mis en ligne", DateLabel::published},
                                       {"mis à jour", DateLabel::modified},
                                       {"mise à jour", DateLabel::modified},
                                       {"mitglied seit", DateLabel::other},
                                       {"modifi", DateLabel::modified},
                                       {"muokattu", DateLabel::modified},
                                       {"módosít", DateLabel::modified},
                                       {"ngày đăng", DateLabel::published},
                                       {"objavljen", DateLabel::published},
                                       {"offentliggjort", DateLabel::published},
                                       {"opdateret", DateLabel::modified},
                                       {"oppdatert", DateLabel::modified},
                                       {"opublikowan", DateLabel::published},
                                       {"paskelbt", DateLabel::published},
                                       {"postad", DateLabel::published},
                                       {"posted", DateLabel::published},
                                       {"pubblicato", DateLabel::published},
                                       {"publicada", DateLabel::published},
                                       {"publicado", DateLabel::published},
                                       {"publicat el", DateLabel::published},
                                       {"publicat la", DateLabel::published},
                                       {"publicat pe", DateLabel::published},
                                       {"publicerad", DateLabel::published},
                                       {"publicēt", DateLabel::published},
                                       {"publikov", DateLabel::published},
                                       {"publikovan", DateLabel::published},
                                       {"publisert", DateLabel::published},
                                       {"publish", DateLabel::published},
                                       {"publiziert am", DateLabel::published},
                                       {"publiziert:", DateLabel::published},
                                       {"publié", DateLabel::published},
                                       {"päivitetty", DateLabel::modified},
                                       {"registered", DateLabel::other},
                                       {"registriert", DateLabel::other},
                                       {"retrieved", DateLabel::other},
                                       {"senast ändrad", DateLabel::modified},
                                       {"sist endret", DateLabel::modified},
                                       {"stand:", DateLabel::modified},
                                       {"udgivet", DateLabel::published},
                                       {"updat", DateLabel::modified},
                                       {"uppdaterad", DateLabel::modified},
                                       {"upraveno", DateLabel::modified},
                                       {"upravené", DateLabel::modified},
                                       {"veroffentlicht", DateLabel::published},
                                       {"veröffentlicht", DateLabel::published},
                                       {"vydáno", DateLabel::published},
                                       {"written on", DateLabel::published},
                                       {"yayın tarihi", DateLabel::published},
                                       {"yayınlan", DateLabel::published},
                                       {"zaktualizowan", DateLabel::modified},
                                       {"zuletzt", DateLabel::modified},
                                       {"zuletzt besucht", DateLabel::other},
                                       {"zverejnen", DateLabel::published},
                                       {"zveřejněn", DateLabel::published},
                                       {"©", DateLabel::other},
                                       {"Đăng ngày", DateLabel::published},
                                       {"đăng ngày", DateLabel::published},
                                       {"Δημοσι", DateLabel::published},
                                       {"δημοσι", DateLabel::published},
                                       {"Дата публикации", DateLabel::published},
                                       {"Изменен", DateLabel::modified},
                                       {"Обновл", DateLabel::modified},
                                       {"Оновлено", DateLabel::modified},
                                       {"Опубликован", DateLabel::published},
                                       {"Опубліковано", DateLabel::published},
                                       {"Последна промяна", DateLabel::modified},
                                       {"Публикува", DateLabel::published},
                                       {"Размещен", DateLabel::published},
                                       {"дата публикации", DateLabel::published},
                                       {"изменен", DateLabel::modified},
                                       {"обновл", DateLabel::modified},
                                       {"обновлен", DateLabel::modified},
                                       {"оновлено", DateLabel::modified},
                                       {"опубликован", DateLabel::published},
                                       {"опубліковано", DateLabel::published},
                                       {"последна промяна", DateLabel::modified},
                                       {"публикува", DateLabel::published},
                                       {"размещен", DateLabel::published},
                                       {"تاريخ النشر", DateLabel::published},
                                       {"تحديث", DateLabel::modified},
                                       {"نشر", DateLabel::published},
                                       {"上传时间", DateLabel::published},
                                       {"上网时间", DateLabel::published},
                                       {"举办", DateLabel::other},
                                       {"今天是", DateLabel::other},
                                       {"修改", DateLabel::modified},
                                       {"修訂", DateLabel::modified},
                                       {"公佈日期", DateLabel::published},
                                       {"公布日期", DateLabel::published},
                                       {"公布时间", DateLabel::published},
                                       {"公开日期", DateLabel::published},
                                       {"公开时间", DateLabel::published},
                                       {"公開日", DateLabel::published},
                                       {"刊发时间", DateLabel::published},
                                       {"刊登日期", DateLabel::published},
                                       {"印发日期", DateLabel::other},
                                       {"发布", DateLabel::published},
                                       {"发布于", DateLabel::published},
                                       {"发布日期", DateLabel::published},
                                       {"发布时间", DateLabel::published},
                                       {"发文日期", DateLabel::published},
                                       {"发文时间", DateLabel::published},
                                       {"发稿时间", DateLabel::published},
                                       {"发表于", DateLabel::published},
                                       {"发表日期", DateLabel::published},
                                       {"发表时间", DateLabel::published},
                                       {"召开", DateLabel::other},
                                       {"培训时间", DateLabel::other},
                                       {"备案", DateLabel::other},
                                       {"备案日期", DateLabel::other},
                                       {"备案时间", DateLabel::other},
                                       {"实施日期", DateLabel::other},
                                       {"开始时间", DateLabel::other},
                                       {"开标", DateLabel::other},
                                       {"引用日期", DateLabel::other},
                                       {"張貼", DateLabel::published},
                                       {"当前", DateLabel::other},
                                       {"录入时间", DateLabel::published},
                                       {"成文", DateLabel::other},
                                       {"截止", DateLabel::other},
                                       {"截至", DateLabel::other},
                                       {"投稿日", DateLabel::published},
                                       {"报名", DateLabel::other},
                                       {"掲載日", DateLabel::published},
                                       {"提交时间", DateLabel::published},
                                       {"施行", DateLabel::other},
                                       {"日期:", DateLabel::published},
                                       {"日期：", DateLabel::published},
                                       {"时间:", DateLabel::published},
                                       {"时间：", DateLabel::published},
                                       {"更新", DateLabel::modified},
                                       {"更新日", DateLabel::modified},
                                       {"更新日期", DateLabel::modified},
                                       {"更新时间", DateLabel::modified},
                                       {"最后更新", DateLabel::modified},
                                       {"最終更新", DateLabel::modified},
                                       {"最近更新", DateLabel::modified},
                                       {"有效期", DateLabel::other},
                                       {"检索日期", DateLabel::other},
                                       {"活动时间", DateLabel::other},
                                       {"添加时间", DateLabel::published},
                                       {"版权", DateLabel::other},
                                       {"现在是", DateLabel::other},
                                       {"生效", DateLabel::other},
                                       {"発表日", DateLabel::published},
                                       {"登载时间", DateLabel::published},
                                       {"發佈", DateLabel::published},
                                       {"發佈日期", DateLabel::published},
                                       {"發布", DateLabel::published},
                                       {"發表", DateLabel::published},
                                       {"结束时间", DateLabel::other},
                                       {"编辑时间", DateLabel::published},
                                       {"考试", DateLabel::other},
                                       {"访问日期", DateLabel::other},
                                       {"起止", DateLabel::other},
                                       {"配信", DateLabel::published},
                                       {"게시", DateLabel::published},
                                       {"기사입력", DateLabel::published},
                                       {"등록일", DateLabel::published},
                                       {"수정", DateLabel::modified},
                                       {"입력", DateLabel::published}}};

/// Where the words that begin with a byte begin in the table.
constexpr std::array<std::uint8_t, 257> first_words = [] {
  std::array<std::uint8_t, 257> first{};
  for (std::size_t byte = 0, at = 0; byte <= 256; ++byte) {
    while (at < words.size() && static_cast<unsigned char>(words[at].text.front()) < byte) ++at;
    first[byte] = static_cast<std::uint8_t>(at);
  }
  return first;
}();

/// Where the last word of each label ends in a text; 0 where there is none.
struct LastWords {
  std::size_t published = 0;
  std::size_t modified = 0;
  std::size_t other = 0;

  void take(const Word& word, std::size_t end) {
    std::size_t& last = word.label == DateLabel::published  ? published
                        : word.label == DateLabel::modified ? modified
                                                            : other;
    last = std::max(last, end);
  }
};

LastWords last_words(std::string_view text) {
  LastWords last;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(lowered(text[at]));
    for (std::size_t index = first_words[byte]; index < first_words[byte + 1U]; ++index)
      if (equals_ignoring_case(text.substr(at, words[index].text.size()), words[index].text))
        last.take(words[index], at + words[index].text.size());
  }
  return last;
}

}  // namespace

DateLabel label_of(std::string_view before, std::string_view after) {
  constexpr std::size_t reach = 45;
  if (before.size() > reach) before.remove_prefix(before.size() - reach);
  const LastWords last = last_words(before);
  // 培训时间： and 更新时间： hold 时间： as well.
  constexpr std::size_t colon = 3;
  if (last.other > 0 && last.other + colon >= last.published && last.other > last.modified) return DateLabel::other;
  if (last.modified > 0 && last.modified + colon >= last.published) return DateLabel::modified;
  if (last.published > 0) return DateLabel::published;
  for (const std::string_view word : {"施行", "截止"})
    if (after.substr(0, 16).find(word) != std::string_view::npos) return DateLabel::other;
  return DateLabel::none;
}

}  // namespace sitewatch::page
