"""Words that say nothing about a wish, by language: short lists of our own; how rare a word is does the rest. Folded."""

ENGLISH = """
    a about after all also am an and any are as at be because been before being but by can cannot could did do
    does doing don done each for from get gets give go had has have having he her here him his how i if in into is it
    its just let like make me more most my no nor not now of off on once one only or other our out over own please
    same shall she should so some such than that the their them then there these they this those through to too
    under until up us use very want was we were what when where which while who whom why will wish with would you
    your s t ve ll re m d
"""
DANISH = "af alle at blev blive da de dem den der deres det dette du efter eller en er et for fra gor ha han har havde hun hvad hvis hvor i ikke ind jeg kan man med meget men mig min mit nar og om op os over pa sa skal som til ud var vi vil ville"
DUTCH = "aan al alle als bij dat de den der deze die dit doen door een en er ga geen had heb hebben heeft het hier hij hoe hun iets ik in is ja je kan kunnen maar me meer men met mij mijn moet na naar niet nog nu of om omdat onder ons ook op over te tot u uit van veel voor waar want was wat we wel werd wie wij wil worden wordt zal ze zich zij zijn zo zou"
FINNISH = "ei eivat ennen etta han he hyvin ja jo joka jos kaikki kanssa kuin kun me mika mina minun mutta myos ne niin nyt oli olla on ovat se sen sita tai tama te tuo voi"
FRENCH = "a ai alors apres au aucun aussi autre aux avant avec avoir bien c ca car ce cela ces cet cette ceux chaque ci comme comment d dans de des donc du elle elles en encore est et etre eu fait faire faut il ils j je l la le les leur leurs lui m ma mais me meme mes moi mon n ne nos notre nous on ont ou par pas peut plus pour pouvoir pu qu quand que quel quelle qui s sa sans se sera ses si son sont sous sur t ta te tes toi ton tous tout toute toutes tres tu un une vers voudrais vos votre vous y"
GERMAN = "aber alle allem allen aller alles als also am an auch auf aus bei beim bin bis bitte bist da damit dann das dass dem den denn der des dessen die dies diese dieser dieses doch dort du durch ein eine einem einen einer eines er es etwas fur gegen gibt hab habe haben hat hatte hier ich ihm ihn ihr ihre im in ins ist ja jede jeder jedes kann kein keine konnen konnte machen man mehr mein meine mich mir mit mochte muss mussen nach nicht noch nun nur ob oder ohne sehr sein seine sich sie sind so soll sollte sollten uber um und uns unser unter vom von vor war waren was weil wenn wer werden wie wieder wir wird wo wurde zu zum zur"
ITALIAN = "a abbiamo ad agli ai al alla alle allo anche ancora avere c che chi ci cio come con cui d da dagli dai dal dalla dei degli del dell della delle dello di dopo dove e ed era essere fa fare fra gli ha hanno ho i il in io l la le lei li lo loro lui ma mai me mi mia mio molto ne negli nei nel nella nelle no noi non nostro o ogni per perche piu poi prima puo quale quando quella quelle quelli quello questa queste questi questo qui se sei senza si sia siamo sono sopra sotto su sua sue sugli sui sul sulla suo tra tu tutte tutti tutto un una uno vi voi vorrei"
NORWEGIAN = "alle at av ble bli da de deg dem den denne der det dette du eller en er et etter for fra gjore ha han har hun hva hver hvis hvor i ikke inn jeg kan man med meg men min mitt na nar noe og om opp oss over pa sa selv skal som til ut var vi vil ville"
POLISH = "a aby ale bardzo bez bo byc byl byla bylo co czy dla do gdy gdzie go i ich ile ja jak jako je jego jej jest jesli juz kiedy kto ktora ktore ktory ma mi mnie moj moze mozna my na nad nam nas nie nim niz o od oraz po pod przed przez przy sa sie sobie ta tak takze tam te tego tej ten to tu tych tylko tym u w we wiec wszystko z za ze zeby"
PORTUGUESE = "a ao aos aquela aquele as ate com como da das de dela dele depois do dos e ela ele eles em entre era essa esse esta este eu foi gostaria ha isso isto ja la lhe mais mas me mesmo meu minha muito na nao nas nem no nos nossa nosso num o os ou para pela pelas pelo pelos pode por porque quando que quem sao se sem ser seu seus so sua suas tambem te tem ter tudo um uma umas uns voce"
RUSSIAN = "а без бы был была было быть в вам вас во вот все всё вы где да для до его ее если есть еще же за и из или им их к как ко когда кто ли мне можно мы на над надо нам нас не него нет ни но ну о об он она они оно от по под при с со так такой там то только том ты у уже что чтобы эта это этот я"
SPANISH = "a al algo ante antes asi aunque cada como con cual cuando de del desde donde dos e el ella ellas ellos en entre era es esa ese eso esta estan estar este esto fue gustaria ha hacer han hasta hay la las le les lo los mas me mi mis muy no nos nosotros nuestra nuestro o otra otro para pero poder por porque puede que quien se sea ser si sin sobre son su sus tambien tan te tener tiene toda todas todo todos tu un una uno unos y ya yo"
SWEDISH = "alla allt att av blev bli da de dem den denna det detta dig du efter eller en er ett for fran gor ha han har hon hur i in inte jag kan man med men mer mig min mitt mot mycket nar nu och om oss over pa sa sig sin ska skulle som till upp ut vad var vi vid vill"

STOP_WORDS = {
    code: frozenset(words.split())
    for code, words in (
        ("en", ENGLISH), ("da", DANISH), ("nl", DUTCH), ("fi", FINNISH), ("fr", FRENCH), ("de", GERMAN), ("it", ITALIAN),
        ("no", NORWEGIAN), ("pl", POLISH), ("pt", PORTUGUESE), ("ru", RUSSIAN), ("es", SPANISH), ("sv", SWEDISH),
    )
}
