namespace Steward.Impact.Q2Q.Cues;

/// <summary>Norwegian: cues for gained and lost belonging.</summary>
internal static partial class NorwegianCues
{
    public const string Belonging =
        """
        [belonging_increase]
        tok/tatt/tar .. imot
        tok imot meg/oss
        trodde/tror på meg
        fellesskap*
        trygt sted/rom
        noen å snakke/prate/ringe
        bryr seg om
        møtene/kaffe/praten/samtalene med .. buddy*/fadder*/mentor*/gruppe*/venn*
        lagånd
        ~ takk
        ~ tålmodig*
        forandret/endret livet
        glad for at jeg ble/kom/fikk
        glad for (at) (jeg) ble/kom/valgte
        en av dem/gjengen/oss
        likeverdig*
        klappet/klappa
        sier/sa .. (at) jeg er klar
        fikk .. visittkort*
        presenterte meg for
        folk*/folka/gjengen/gruppa er flott*/fine/herlige/snille/gode
        bakt/laget/kjøpte .. til meg
        rørt
        behandler .. som likeverdig*/venner/kollega*/familie
        leser/øver/jobber/lager sammen
        hører .. til/hjemme
        høre til
        tilhørighet*/tilhører/fellesskap*/samhold*
        del av .. gruppe*/noe/team*/fellesskap*/familie*/miljø*/klasse*/program*/gjeng*
        føler/føle/følte/blitt/ble/kjenner (meg/oss) (meg) .. velkommen/inkludert/akseptert/verdsatt/sett
        føler/føle/følte/blitt/ble/kjenner (meg/oss) (meg) .. hørt/hjemme/støttet/respektert/ivaretatt
        velkommen/velkomne/inkludert/inkluderende/imøtekommende/inkluderer
        varm*/snill*/hyggelig*/koselig*/fin* (og) (varm*/snill*/hyggelig*/støttende/hyggelige) gruppe*/gjeng*/folk/mennesker
        varm*/snill*/hyggelig*/koselig*/fin* (og) (varm*/snill*/hyggelig*/støttende/hyggelige) miljø*/stemning*/klasse*/team*
        god*/flott*/vennlig*/støttende/trivelig*/herlig* (og) (varm*/snill*/hyggelig*/støttende/hyggelige) gruppe*/gjeng*/folk/mennesker
        god*/flott*/vennlig*/støttende/trivelig*/herlig* (og) (varm*/snill*/hyggelig*/støttende/hyggelige) miljø*/stemning*/klasse*/team*
        varm*/snill*/hyggelig*/koselig*/fin* (og) (varm*/snill*/hyggelig*/støttende/hyggelige) mentor*/lærer*/fadder*/buddy
        varm*/snill*/hyggelig*/koselig*/fin* (og) (varm*/snill*/hyggelig*/støttende/hyggelige) deltaker*/frivillig*
        varm*/snill*/hyggelig*/koselig*/fin* (og) (varm*/snill*/hyggelig*/støttende/hyggelige) kollega*/kolleger/atmosfære*
        god*/flott*/vennlig*/støttende/trivelig*/herlig* (og) (varm*/snill*/hyggelig*/støttende/hyggelige) mentor*/lærer*/fadder*/buddy
        god*/flott*/vennlig*/støttende/trivelig*/herlig* (og) (varm*/snill*/hyggelig*/støttende/hyggelige) deltaker*/frivillig*
        god*/flott*/vennlig*/støttende/trivelig*/herlig* (og) (varm*/snill*/hyggelig*/støttende/hyggelige) kollega*/kolleger/atmosfære*
        gruppe*/gjengen/alle/folk/miljøet/stemningen/klassen/teamet .. snill*/hyggelig*/koselig*/vennlig*/støttende/hjelpsom*/støtter
        gruppe*/gjengen/alle/folk/miljøet/stemningen/klassen/teamet .. hjelper/inkluderende/tålmodig*/flinke/herlig*/støttet/hjalp/heier
        mentor*/læreren/fadder*/fadderen .. snill*/hyggelig*/koselig*/vennlig*/støttende/hjelpsom*/støtter
        buddy*/deltakerne/frivillige/de/kollegaene .. snill*/hyggelig*/koselig*/vennlig*/støttende/hjelpsom*/støtter
        mentor*/læreren/fadder*/fadderen .. hjelper/inkluderende/tålmodig*/flinke/herlig*/støttet/hjalp/heier
        buddy*/deltakerne/frivillige/de/kollegaene .. hjelper/inkluderende/tålmodig*/flinke/herlig*/støttet/hjalp/heier
        hjemme
        som .. familie/hjemme
        venner/venn/venninne*/vennskap .. fått/funnet/nye/her/gruppe*/gode
        fått/får/fikk/funnet/fant/møtt .. venn/venner/venninne*/vennskap
        nye venner/bekjente/venninner
        = ikke (lenger/så) (så) alene/ensom .. lenger/mer/her/nå
        = ikke lenger (så) alene/ensom/utenfor/isolert
        = mindre alene/ensom
        sammen
        hverandre
        hjelper/hjalp/støtter/støttet/oppmuntrer/hjulpet/heier/heiet (på) meg/oss
        mentor*/fadder*/buddy*/lærer*/veileder*/frivillig* .. støtter/støttet/hjalp/hjelper/hjulpet
        mentor*/fadder*/buddy*/lærer*/veileder*/frivillig* .. lytter/lyttet/oppmuntr*/tro/heier/stiller
        gruppe*/kollega*/venn*/de/hun/han/programmet .. støtter/støttet/hjalp/hjelper/hjulpet/lytter/lyttet/oppmuntr*/tro/heier/stiller
        noen .. snakke/prate/stole/lytter/spørre/støtte
        takk/tusen/takker/takknemlig*/setter .. team*/mentor*/fadder*/buddy*/gruppe*/program*/lærer*/alle/frivillig*
        takk/tusen/takker/takknemlig*/setter .. støtte*/hjelp*/veileder*/bedrift*/kollega*/arrangør*/mulighet*/dere/pris
        takk for .. hjelp*/støtte*/meg/alt/tålmod*/at
        be om hjelp
        spørre .. om hjelp
        glad/stolt/heldig/takknemlig/lykkelig .. være/del/med/her/gruppe*/blitt/at
        ble/blitt med i
        invitert/inviterte/inkluderte .. meg/oss/med/hjem/middag
        utvekslet/byttet/delte/utveksla .. kontakt*/nummer*/kort/linkedin
        møtte/traff/møtt/truffet/kjent .. noen/folk/mennesker/venn*/nye/andre/med
        blitt/bli/ble .. kjent/venner .. med/folk
        alle/gruppa/gruppen/klassen/de (ga/likte/klappet/roste/skrøt/lyttet/heiet) .. likte/klappet/roste/tilbakemelding*/skrøt/heiet
        jobbe*/lære*/lager/laget/leser/spiste/spiser/feiret/samarbeid*/øver/ler .. sammen/team*/gruppe*/hverandre
        programmet/kurset/opplegget .. virker/fungerer/hjelper
        trives/trivdes/triv*
        liker/elsker/koser .. gruppe*/folk/alle/klasse*/team*/menneskene/møtene/språkkafé*/meg
        stoler på .. gruppe*/mentor*/hverandre/team*/dem
        knyttet bånd
        språkkafé* .. koselig*/hyggelig*/gøy

        [belonging_decrease]
        = uten noen
        = ingen rundt/her/der
        = snakker/snakket (jeg) (nesten) (ikke/aldri) ikke/aldri/ingen .. med
        føler meg (så/veldig) annerledes/usynlig/utenfor/uvelkommen/ensom/alene
        = ingen bryr
        = ingen å
        = ingen hjelp/støtte
        = ingen spør/spurte/inviterer/inviterte/ser .. meg
        = ikke .. velkommen/inkludert/sett/hørt/hjemme
        kjenner noen/ingen .. ikke
        = ikke kjenner noen
        vits*/ler/kommentar* .. aksent*/meg/navn*/hijab*
        ensom/ensomt/ensomme/ensomhet*/isolert/isolasjon/utestengt/utelatt
        ekskludert/fremmed/oversett/usynlig/forlatt/glemt/uønsket/avvist
        alene
        utenfor
        = hører (jeg) ikke .. til/hjemme
        = ikke .. hører/høre/tilhør*/passer/passe/velkommen/inkludert/akseptert/kontakt/hjemme/del .. til/inn/her/hjemme/av/med/gruppe*
        = passer (jeg) ikke inn
        = føler (jeg) (meg) ikke .. velkommen/inkludert/hjemme/del
        = ingen .. behandler/snakker/snakket/hjelper/hilser/spør/lytter/bryr/inviter*/venner/kontakt/kjenner/sitter/prater/vil/hjalp
        = ingen å snakke/spørre/være/prate
        = har (jeg) ikke/ingen .. venner/noen/støtte/kontakt
        = kjenner (jeg) ingen/ikke .. her/noen/andre
        = alle/andre/de kjenner/kjente hverandre
        = de/andre/alle .. ignorer*/unngår/ler/baksnakker/overser
        ignorert/ignorerer/mobbet/overser
        = alle .. unntatt/bortsett/utenom (fra) meg
        overlatt .. meg/selv
        hjemlengsel/savner .. familie*/hjem*/venne*
        """;
}
