/**
 * The button that brings a person, in the languages that the desk hears it in
 * (resources/phrases/abroad.toml; a test compares them). Whoever reads no English still finds it.
 */
export const talk: Readonly<Record<string, string>> = {
  de: "Mit einem Menschen sprechen",
  fr: "Parler à une personne",
  es: "Hablar con una persona",
  pt: "Falar com uma pessoa",
  it: "Parla con una persona",
  nl: "Praat met een mens",
  pl: "Porozmawiaj z człowiekiem",
  sv: "Prata med en människa",
  da: "Tal med et menneske",
  no: "Snakk med et menneske",
  fi: "Puhu ihmisen kanssa",
  cs: "Mluvit s člověkem",
  ro: "Vorbește cu o persoană",
  hu: "Beszélek egy emberrel",
  tr: "Bir insanla görüş",
  id: "Bicara dengan manusia",
  vi: "Nói chuyện với người thật",
  ru: "Поговорить с человеком",
  uk: "Поговорити з людиною",
  el: "Μιλήστε με έναν άνθρωπο",
  zh: "与真人交谈",
  ja: "人と話す",
  ko: "사람과 상담하기",
  ar: "التحدث إلى شخص",
  hi: "किसी व्यक्ति से बात करें",
  th: "คุยกับเจ้าหน้าที่",
  he: "לדבר עם אדם",
};

/** The button's text in a language such as "de-CH", and that language; null where there is none. */
export function talkIn(locale: string): { text: string; lang: string } | null {
  const lang = locale.slice(0, 2).toLowerCase();
  const text = talk[lang === "nb" || lang === "nn" ? "no" : lang];
  return text === undefined ? null : { text, lang };
}
