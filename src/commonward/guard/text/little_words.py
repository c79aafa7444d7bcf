"""The little words of languages: what a sentence is held together by, and by which a language is recognised.

Written for `language.py` from general knowledge; no list was taken from elsewhere. English and Spanish have more words,
because a text in them must never be taken for another language. Words are compared without accents. Chat spellings of
English and Spanish stand in their lists, too.
"""

from typing import Final

# fmt: off
LITTLE_WORDS: Final[dict[str, str]] = {
    "en": """the of and to in is was for on with at by from this that it he she his her my an are has had have been
        be not but or if we you they i me him them our your their its as so just who what when where why how which
        there here about into over after before because than then no yes will would can could should did do does don
        didn doesn isn wasn won couldn wouldn im ive id ill youre hes shes theyre dont didnt doesnt cant wont isnt
        wasnt thats whats am were being get got go going went come came out up down off all any some more most very
        too now still never always please thanks thank hi hello lol omg u ur pls one two said says know think need
        want see look take make good new old back day today again only even much many well every other first last
        while patient patients hospital nurse doctor""",
    "es": """el la los las de del que y en un una por con para su se al es lo como más pero mi le ha fue no sí me te
        nos les sus mis tu yo él ella ellos ustedes usted este esta esto ese esa eso estos estas muy ya hay he han
        era son está están estoy estaba tengo tiene tienen hace hacer porque cuando donde quien qué cómo desde hasta
        sobre entre sin también o u e ni si todo todos toda todas otro otra nada algo alguien hoy ayer mañana ahora
        siempre nunca después antes así aquí allí bien mal gracias hola por favor q xq pq tb k paciente pacientes
        hospital""",
    "fr": """le la les des du de et est un une que qui dans pour pas sur avec ce cette ces il elle ils elles nous
        vous je j l d qu n s c m t au aux ne se son sa ses mon ma mes leur leurs plus mais ou où si comme tout tous
        toute être avoir été était ai as a ont sont suis fait faire bien très aussi même sans chez depuis quand donc
        alors après avant entre votre notre rien toujours jamais encore y en par merci bonjour""",
    "de": """der die das und ist nicht ein eine einen einem einer eines zu den dem des mit auf für im von sich auch
        es an als wie bei nach noch aus wir ich sie er ihr ihre ihren mir mich dich uns hat habe haben hatte war
        waren wird werden wurde worden kann können nur oder aber wenn dann schon mehr sehr über unter vor zum zur
        durch gegen kein keine mein meine meinen dass weil hier heute gestern immer wieder diese dieser dieses was
        wer warum bin sind ganz bitte danke""",
    "it": """il lo la gli le di del della dei delle dello degli che e è non un una uno per con da dal dalla nel nella
        nei nelle sul sulla al alla ai alle si ma anche come più ho hai ha abbiamo hanno sono era erano essere stato
        stata mi ti ci vi suo sua suoi mio mia miei questo questa questi queste quello quella quando dove perché chi
        cosa molto sempre mai dopo prima senza fra tra io lui lei noi voi loro o se già ancora oggi ieri grazie""",
    "pt": """o a os as de do da dos das que e em um uma para por com não no na nos nas se ao à aos às mas foi é são
        era está estou estava tem têm tenho tinha ser ter eu ele ela eles elas nós você vocês meu minha meus minhas
        seu sua seus suas isso isto este esta esse essa muito mais também já quando onde porque como pelo pela pelos
        pelas até depois antes sem sobre entre hoje ontem sempre nunca só me te lhe mesmo ainda obrigado obrigada""",
    "nl": """de het een en van is niet ik je dat die in te op voor met zijn aan er hij zij ze we wij jij u uw mijn
        haar hun ons onze als maar ook om bij naar uit door over nog wel wat wie waar hoe waarom dan dus al heeft heb
        hebben had was waren wordt worden werd kan kunnen moet moeten geen meer veel zeer deze dit daar hier nu toen
        tot tegen zonder omdat gisteren vandaag altijd weer""",
    "pl": """i w z na do się nie to jest że jak o po za od przez przy dla ale co czy by był była było były są być mam
        mnie mi ja ty on ona ono my wy oni go jej jego ich im nas was nam się sobie już jeszcze tylko bardzo też tak
        kiedy gdzie dlaczego który która które ten ta te tego tej tym bez pod nad przed lub albo oraz dziś wczoraj
        zawsze nigdy może można ma""",
    "cs": """a v na se je že to z s do o i ve k za jako by pro si jsem jsou byl byla bylo být ale po jeho její který
        která které už od při když není aby jen tak jak nebo co ji mi mě já ty on ona my vy oni jsme jste u ze ke
        před pod nad bez také ještě velmi dnes včera vždy nikdy tento tato toto proto protože""",
    "sk": """a v na sa je že to z s do o aj vo k za ako by pre si som sú bol bola bolo byť ale po jeho jej ktorý
        ktorá ktoré už od pri keď nie aby len tak alebo čo ju mi ma ja ty on ona my vy oni sme ste zo ku pred pod nad
        bez tiež ešte veľmi dnes včera vždy nikdy tento táto toto preto pretože""",
    "sv": """och att det i en som på är av för med den till ett om har de inte men jag han hon vi ni man var från sig
        så vid kan nu när där eller ska skulle hade blev blir bara mycket mer efter under över utan också här mig min
        mitt mina din ditt honom henne oss dem sin sitt sina vad vem varför hur idag igår alltid aldrig redan""",
    "da": """og at det i en som på er af for med den til et om har de ikke men jeg han hun vi man var fra sig så ved
        kan nu når der eller skal skulle havde blev bliver kun meget mere efter under over uden også her mig min mit
        mine din dit ham hende os dem sin sit sine hvad hvem hvorfor hvordan dag går altid aldrig allerede""",
    "no": """og å det i en som på er av for med den til et om har de ikke men jeg han hun vi man var fra seg så ved
        kan nå når der eller skal skulle hadde ble blir bare mye mer etter under over uten også her meg min mitt mine
        din ditt ham henne oss dem sin sitt sine hva hvem hvorfor hvordan dag går alltid aldri allerede""",
    "fi": """ja on ei se että hän minä sinä me te he oli olen ole olla ovat olivat mutta kun kuin niin myös jos tai
        joka mitä mikä missä miksi kuka miten joku tietää pitää vain nyt jo vielä hyvin minun sinun hänen meidän
        heidän minua häntä sitä sen siitä tämä tämän tätä ne nämä kanssa ennen jälkeen ilman aina tänään eilen kaikki
        mukaan voi en et""",
    "hu": """a az és hogy nem is egy de volt van vagy mint csak ha már még meg el ki be le fel mert ez azt ezt ő én
        te mi ti ők engem nekem neki nekünk vagyok voltam lesz lett kell lehet sem se igen nagyon itt ott most ma
        tegnap mindig soha után előtt nélkül között miatt aki ami amely akkor mikor hol miért""",
    "ro": """și de la în a o un cu pe nu că este sunt era au am ai are fi fost din pentru mai să se le lui ei el ea
        noi voi dar sau dacă ce care cum când unde după până fără între prin foarte doar tot toate acum aici acest
        această acestea meu mea mei mele său sa azi ieri niciodată întotdeauna deja cel cea cei cele""",
    "tr": """ve bir bu da de için ile çok ne o ama gibi daha en var yok mi mı mu ben sen biz siz onlar benim senin
        onun bizim bana sana ona bize kadar sonra önce her şey değil olarak olan oldu olduğu ki ise hiç şimdi bugün
        dün neden nasıl nerede kim bile sadece veya hem diye""",
    "ca": """el la els les de del dels que i en un una per amb no es és al als però més com si ha han hem he va vaig
        van són era està meu meva seu seva això aquest aquesta aquests aquestes molt també perquè quan on qui què jo
        ell ella nosaltres ells elles fins des sense entre avui ahir sempre mai tot tots res hi ho li us""",
    "hr": """i je u na se da su za od sa s o kao koji koja koje ali ne nije bio bila bilo biti što šta sam si smo ste
        će bi po iz do ili kad kada gdje gde zašto kako samo vrlo još već nakon prije pre bez između danas jučer juče
        uvijek uvek nikad moj moja moje njegov njen ovaj ova ovo taj ta to on ona oni mi vi ja mu joj ga""",
    "sl": """in je v na se da so za od s z o kot ki ali ne ni bil bila bilo biti kaj sem si smo ste bo bi po iz do če
        ko kje zakaj kako samo zelo še že pred brez med danes včeraj vedno nikoli moj moja moje njegov njen ta to on
        ona oni mi vi jaz mu jo ga pri pa tudi""",
    "sq": """dhe në e të i një për me nga që është nuk ka kam u si por se do më ai ajo ata ne ju unë ishte janë jam
        duke pas para pa shumë edhe kur ku pse kush këtë kjo ky im ime tim saj tij tyre sot dje gjithmonë kurrë
        vetëm""",
    "lt": """ir yra į iš su kad ne kaip bet per ar už tai jis ji jie mes jūs aš buvo bus po prie nuo iki be tik dar
        jau labai kai kur kodėl kas mano jo jos jų mūsų šis ši šiandien vakar visada niekada arba dėl man""",
    "lv": """un ir uz no ar ka ne kā bet par vai pie pēc līdz bez tikai vēl jau ļoti kad kur kāpēc kas mans mana viņš
        viņa viņi mēs jūs es bija būs šis šī šodien vakar vienmēr nekad man mūsu lai tas tā""",
    "et": """ja on ei see et ta ma sa me te nad oli olen olid ole aga kui nii ka või mis kes kus miks kuidas ainult
        nüüd juba veel väga minu sinu tema meie nende seda selle kõik ilma enne pärast alati täna eile mind mulle""",
    "is": """og að það í á er sem við um ekki en var hann hún ég þú þið þeir þær til með af frá fyrir eftir eru voru
        hef hefur hafa verið vera bara mjög líka núna hér þar hvar hvers hvað hver mér mig mín minn sér sig þetta
        þessi alltaf aldrei dag""",
    "id": """yang dan di ini itu dengan untuk tidak dari dalam akan pada juga saya ke karena ada mereka kami kita dia
        anda aku kamu sudah belum telah bisa oleh atau tetapi tapi sangat lebih hanya saat ketika setelah sebelum
        tanpa seperti lagi sekarang hari kemarin selalu apa siapa mengapa bagaimana adalah bukan""",
    "vi": """và là của có không được trong cho một với người này những đã đang sẽ tôi anh chị em bạn ông bà nó chúng
        ta họ khi nếu thì mà nhưng vì để từ đến ở tại về ra vào lên rất cũng chỉ hay hoặc nhiều hôm nay qua luôn gì
        ai sao như thế nào bệnh nhân""",
    "tl": """ang ng sa na ay at mga si ni kay hindi ako ikaw siya kami tayo kayo sila ko mo niya namin natin ninyo
        nila ito iyan iyon dito diyan doon kung kasi dahil pero para may mayroon wala lang pa rin din po opo ba naman
        kapag ngayon kahapon bukas palagi""",
    "sw": """na ya wa kwa ni la za katika hii huyo yake wake wangu yangu si sisi wao yeye mimi wewe lakini kama au
        pia sana tu baada kabla bila hapa huko nini nani lini wapi kwamba ambayo ambao alikuwa ilikuwa kuwa yetu wetu
        leo jana kila hata tena bado""",
    "ht": """nan yon ki pou ak pa mwen ou li nou yo se te ap gen sa la a lan an tout men si lè kote poukisa kijan
        anpil plis sèlman deja toujou jodi yè paske avèk san apre avan""",
    "so": """iyo waa oo ku ka u soo la ee in uu ay aan waxaan waxay waxa isagoo iyada isaga aniga adiga way wuu
        laakiin sidoo markii haddii maxaa sababtoo badan kale maanta shalay ayaa""",
    "cy": """y yr yn a i o ar mae ac am gan wedi oedd nid ddim fel ond ei eu fy dy ein eich hi ef nhw ni chi fi ti
        roedd bod wnaeth hefyd iawn heddiw ddoe ble pam pryd sut beth""",
    "eu": """eta da ez bat du dut dute zen dira naiz gara zara hau hori hura baina ere baino bezala edo oso orain
        gaur atzo beti inoiz nire bere gure zure nor non noiz zergatik nola dago daude izan zuen nuen""",
    "ga": """agus an na is tá bhí ar go le ní sé sí siad mé tú sinn do ag as ó faoi gan nach mar ach nó seo sin cad
        cé cá inniu inné riamh freisin níl raibh beidh leis aici aige agam""",
}
# fmt: on
