"""What looks like despair and is none: each sort in at least six languages, none of them learned from."""

from __future__ import annotations

from pathlib import Path

import pytest

from inboxd.core.judge.judge import judge
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.rules.drafts import DRAFTED_AT, compose_draft
from inboxd.core.rules.ruleset import Draft, RuleSet
from inboxd.core.values.verdict import Verdict
from inboxd.edge.rulefiles import compile_folder

PACK = Path(__file__).parents[2] / "rules"

ONLY_QUOTED = {
    "en": "Perfect, that answers it. One more thing: which format should the list have?\n\nOn Mon, 5 Jan 2026 at 09:12, Ola <ola@birch.example> wrote:\n> URGENT!!! Nobody can work, we are losing thousands, I will call my lawyer!",
    "de": "Danke, passt so. Welche Spalte wird dann gedruckt?\n\nAm 05.01.2026 um 09:12 schrieb Ola <ola@birke.example>:\n> DRINGEND!!! Niemand kann arbeiten, ich schalte meinen Anwalt ein!",
    "fr": "Merci, c'est clair. Quel format faut-il pour la liste ?\n\nLe lun. 5 janv. 2026 à 09:12, Ola <ola@bouleau.example> a écrit :\n> URGENT !!! Plus personne ne peut travailler, je saisis mon avocat !",
    "es": "Gracias, queda claro. ¿En qué formato envío la lista?\n\nEl lun, 5 ene 2026 a las 9:12, Ola (<ola@abedul.example>) escribió:\n> ¡¡¡URGENTE!!! Nadie puede trabajar, voy a llamar a mi abogado",
    "ja": "ありがとうございます。わかりました。一覧はどの形式で送ればよいですか。\n\n2026年1月5日(月) 9:12 Ola <ola@kaba.example>:\n> 至急！！！業務が完全に止まっています。弁護士に相談します。",
    "bg": "Благодаря, ясно е. В какъв формат да пратя списъка?\n\nНа пн, 5.01.2026 г. в 9:12 Ола <ola@breza.example> написа:\n> СПЕШНО!!! Никой не може да работи, ще се обърна към адвокат!",
    "ru": "Спасибо, понятно. В каком формате прислать список?\n\nпн, 5 янв. 2026 г. в 09:12, Оля <olya@bereza.example>:\n> СРОЧНО!!! Никто не может работать, я обращусь к адвокату!",
}
NO_HASTE = {
    "en": "There is no rush at all, and it is not urgent: the third column of the list is a little narrow on my tablet. Can it be widened?",
    "de": "Es eilt überhaupt nicht: Die dritte Spalte ist auf meinem Tablet etwas schmal. Lässt sie sich verbreitern?",
    "fr": "Rien d'urgent, prenez votre temps : la troisième colonne est un peu étroite sur ma tablette. Peut-on l'élargir ?",
    "es": "No corre ninguna prisa, no es urgente: la tercera columna se ve un poco estrecha en mi tableta. ¿Se puede ensanchar?",
    "ja": "まったく急ぎではありません。タブレットで見ると三列目が少し狭いのですが、広げることはできますか。",
    "bg": "Изобщо не е спешно, без бързане: третата колона е малко тясна на таблета ми. Може ли да се разшири?",
    "ru": "Совсем не срочно, как будет время: третий столбец на планшете узковат. Можно ли его расширить?",
}
PAST_ANGER = {
    "en": "Two years ago I shouted at you on the phone and wanted to call a lawyer. Today I want to say thank you: since Ivo looked after us, everything works, and your support is the best we know.",
    "de": "Vor zwei Jahren habe ich Sie am Telefon angeschrien und wollte zum Anwalt. Heute möchte ich mich bedanken: Seit Herr Ivo sich gekümmert hat, läuft alles, Ihr Support ist der beste, den wir kennen.",
    "fr": "Il y a deux ans, je vous ai crié dessus au téléphone et je voulais prendre un avocat. Aujourd'hui je tiens à vous remercier : tout fonctionne à merveille, votre support est le meilleur que nous connaissions.",
    "es": "Hace dos años les grité por teléfono y quise llamar a un abogado. Hoy quiero darles las gracias: desde que nos atendió Ivo todo funciona de maravilla, su soporte es el mejor que conocemos.",
    "ja": "二年前は電話で怒鳴ってしまい、弁護士に相談するとまで申しました。今日はお礼を申し上げたくて書いています。担当の方のおかげで今はすべて順調です。最高のサポートに心から感謝しています。",
    "bg": "Преди две години ви крещях по телефона и исках да викам адвокат. Днес искам да ви благодаря: откакто Иво се погрижи за нас, всичко работи чудесно и поддръжката ви е най-добрата.",
    "ru": "Два года назад я кричал на вас по телефону и хотел идти к адвокату. Сегодня хочу сказать спасибо: с тех пор как нами занялся Иван, всё работает прекрасно, ваша поддержка лучшая.",
}
STRONG_WISH = {
    "en": "I'd kill for a dark mode! The white screen is torture at night, I am begging you on my knees: please add it.",
    "de": "Für einen Dunkelmodus würde ich sterben! Der weiße Bildschirm ist nachts eine Qual, ich flehe euch an: Bitte baut das ein.",
    "fr": "Je tuerais pour un mode sombre ! L'écran blanc est une torture la nuit, je vous en supplie à genoux : ajoutez-le s'il vous plaît.",
    "es": "¡Mataría por un modo oscuro! La pantalla blanca es una tortura de noche, se lo ruego de rodillas: añádanlo, por favor.",
    "ja": "ダークモードが死ぬほど欲しいです！夜は白い画面がまぶしくて拷問です。土下座してでもお願いします、ぜひ追加してください。",
    "bg": "Бих убил за тъмен режим! Белият екран нощем е мъчение, на колене ви моля: добавете го, моля.",
    "ru": "Убил бы за тёмную тему! Белый экран ночью — пытка, на коленях умоляю: добавьте её, пожалуйста.",
}
PRODUCT_WORDS = {
    "en": "How do I kill a process that sits in the dead letter queue, and does the panic button in the demo also stop the crash course videos?",
    "de": "Wie beende ich einen Prozess aus der Dead-Letter-Queue, und stoppt der Notaus-Knopf der Demo auch die Videos vom Crashkurs?",
    "fr": "Comment tuer un processus de la file « dead letter », et le bouton panique de la démo arrête-t-il aussi les vidéos du cours accéléré ?",
    "es": "¿Cómo mato un proceso de la cola de mensajes muertos, y el botón de pánico de la demo detiene también los vídeos del curso intensivo?",
    "ja": "デッドレターキューにあるプロセスをキルする方法を教えてください。デモのパニックボタンは集中講座の動画も止めますか。",
    "bg": "Как се убива процес от опашката за мъртви писма и спира ли паник бутонът в демото и видеата от краткия курс?",
    "ru": "Как убить процесс из очереди недоставленных сообщений, и останавливает ли тревожная кнопка в демо видео интенсивного курса?",
}
CODES = {
    "en": "SKU KX-204 BLACK XL\nWe need a quote for 40 pieces of KX-204-BLK-XL and 12 of ERR-9-GRN. Does the CE label read FAIL-SAFE?",
    "de": "ARTIKEL KX-204 SCHWARZ XL\nBitte ein Angebot über 40 Stück KX-204-SCHW-XL und 12 Stück ERR-9-GRN. Steht auf dem Etikett FAIL-SAFE?",
    "fr": "RÉF. KX-204 NOIR XL\nMerci de nous faire un devis pour 40 pièces KX-204-NR-XL et 12 ERR-9-GRN. L'étiquette porte-t-elle FAIL-SAFE ?",
    "es": "REF. KX-204 NEGRO XL\nNecesitamos presupuesto para 40 unidades KX-204-NG-XL y 12 de ERR-9-GRN. ¿La etiqueta dice FAIL-SAFE?",
    "ja": "型番 KX-204-BLK-XL を40個、ERR-9-GRN を12個のお見積りをお願いします。ラベルの表記は FAIL-SAFE でしょうか。",
    "bg": "АРТИКУЛ KX-204 ЧЕРЕН XL\nМоля оферта за 40 броя KX-204-BLK-XL и 12 броя ERR-9-GRN. Пише ли FAIL-SAFE на етикета?",
    "ru": "АРТИКУЛ KX-204 ЧЁРНЫЙ XL\nПросим выставить счёт на 40 штук KX-204-BLK-XL и 12 штук ERR-9-GRN. На этикетке написано FAIL-SAFE?",
}
CONTRACT_WORDS = {
    "en": "For the tender: which reply time does the contract promise for severity one, and which penalty for a breach? Our lawyer asks before we order.",
    "de": "Für die Ausschreibung: Welche Reaktionszeit sagt der Vertrag bei Priorität 1 zu, und welche Vertragsstrafe gilt? Unser Anwalt fragt vor der Bestellung.",
    "fr": "Pour l'appel d'offres : quel délai de réponse le contrat prévoit-il pour la gravité 1, et quelles pénalités ? Notre juriste le demande avant la commande.",
    "es": "Para la licitación: ¿qué tiempo de respuesta prevé el contrato para la gravedad 1 y qué penalización? Lo pregunta nuestro abogado antes del pedido.",
    "ja": "入札の件です。契約上、重大度1の場合の応答時間と違約金はどのように定められていますか。発注前に法務から確認を求められています。",
    "bg": "За търга: какво време за реакция предвижда договорът при приоритет 1 и каква е неустойката? Пита юристът ни преди поръчката.",
    "ru": "Для тендера: какое время ответа договор предусматривает для первого уровня критичности и какая неустойка? Спрашивает наш юрист перед заказом.",
}
PHISHING = {
    "en": "Your mailbox has been suspended! Verify your account within 24 hours or it will be deleted: https://login.secure-mailbox.example/verify",
    "de": "Ihr Postfach wurde gesperrt! Bestätigen Sie Ihr Konto innerhalb von 24 Stunden, sonst wird es gelöscht: https://login.secure-mailbox.example/verify",
    "fr": "Votre boîte a été suspendue ! Vérifiez votre compte sous 24 heures, sinon il sera supprimé : https://login.secure-mailbox.example/verify",
    "es": "¡Su buzón ha sido suspendido! Verifique su cuenta en 24 horas o será eliminada: https://login.secure-mailbox.example/verify",
    "ja": "お客様のメールボックスは停止されました。24時間以内にアカウントを確認しない場合は削除されます。こちらをクリックしてください: https://login.secure-mailbox.example/verify",
    "bg": "Пощенската ви кутия е блокирана! Потвърдете профила си в рамките на 24 часа, иначе ще бъде изтрит: https://login.secure-mailbox.example/verify",
    "ru": "Ваш почтовый ящик заблокирован! Подтвердите учётную запись в течение 24 часов, иначе она будет удалена: https://login.secure-mailbox.example/verify",
}
NEWSLETTER = {
    "en": "LAST CHANCE! Only today: never miss a deadline again with our new planner. Read online. Unsubscribe at any time.",
    "de": "LETZTE CHANCE! Nur heute: Nie wieder eine Frist verpassen mit unserem neuen Planer. Im Browser lesen. Newsletter abbestellen.",
    "fr": "DERNIÈRE CHANCE ! Aujourd'hui seulement : ne ratez plus jamais une échéance avec notre nouvel agenda. Lire en ligne. Se désabonner de la newsletter.",
    "es": "¡ÚLTIMA OPORTUNIDAD! Solo hoy: no vuelva a perder un plazo con nuestra nueva agenda. Ver en el navegador. Darse de baja del boletín.",
    "ja": "【最終日】本日限り！締め切りをもう逃さない新しい手帳が登場。ブラウザで見る。メルマガの配信停止はこちら。",
    "bg": "ПОСЛЕДЕН ШАНС! Само днес: никога повече пропуснат срок с новия ни планер. Прочетете онлайн. Отписване от бюлетина.",
    "ru": "ПОСЛЕДНИЙ ШАНС! Только сегодня: больше ни одного пропущенного срока с нашим планировщиком. Читать онлайн. Отписаться от рассылки.",
}
OUT_OF_OFFICE = {
    "en": "I am out of the office until 12 January with limited access to mail. In urgent cases please contact my deputy, Ola Birch.",
    "de": "Ich bin bis 12. Januar nicht im Büro und lese meine Mails nur selten. In dringenden Fällen wenden Sie sich bitte an meine Vertretung Ola Birke.",
    "fr": "Je suis absent du bureau jusqu'au 12 janvier. En cas d'urgence, merci de contacter ma remplaçante, Ola Bouleau.",
    "es": "Estaré fuera de la oficina hasta el 12 de enero. En caso de urgencia, contacte con mi compañera Ola Abedul.",
    "ja": "1月12日まで休暇のため不在にしております。緊急の場合は代理の白樺までご連絡ください。",
    "bg": "Отсъствам от офиса до 12 януари. При спешни случаи се обърнете към колегата ми Ола Бреза.",
    "ru": "Я в отпуске до 12 января. По срочным вопросам обращайтесь к моей коллеге Ольге Берёзовой.",
}

HARMLESS = {
    "hot words only in the quoted history": ONLY_QUOTED,
    "it says that there is no haste": NO_HASTE,
    "praise that tells of past anger": PAST_ANGER,
    "a wish in strong words": STRONG_WISH,
    "dangerous words of products": PRODUCT_WORDS,
    "capitals that are codes": CODES,
    "words of contracts": CONTRACT_WORDS,
    "phishing that plays urgent": PHISHING,
    "a newsletter": NEWSLETTER,
    "a note of absence": OUT_OF_OFFICE,
}
ROUTES = {
    "praise that tells of past anger": "hugs",
    "a wish in strong words": "wishes",
    "phishing that plays urgent": "spam",
    "a newsletter": "automatic",
    "a note of absence": "automatic",
}
CASES = [
    pytest.param(sort, text, id=f"{sort}, {language}")
    for sort, texts in HARMLESS.items()
    for language, text in texts.items()
]


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return compile_folder(PACK)


def judged(text: str, rules: RuleSet) -> Verdict:
    return judge(parse_bytes(compose_draft(Draft("", text, "mira@customer.example")), DRAFTED_AT), rules)


@pytest.mark.parametrize(("sort", "text"), CASES)
def test_it_interrupts_nobody(sort: str, text: str, rules: RuleSet):
    verdict = judged(text, rules)
    assert verdict.route.name == ROUTES.get(sort, "questions"), (verdict.heat, verdict.vote)
