namespace Steward.Impact.Q2Q.Cues;

/// <summary>Norwegian: cues for signs of trouble.</summary>
internal static partial class NorwegianCues
{
    public const string Risks =
        """
        [isolation]
        = uten noen
        = ingen rundt
        = ingen å
        føler meg .. usynlig/utenfor
        = ingen spør/inviterer/spurte .. meg
        = ikke kjenner noen
        savner .. mamma/pappa/mor/far/mann*/barn*/søster/bror/foreldre*/land*
        kveldene/helgene .. lange/tomme/alene/verst
        ensom/ensomt/ensomme/ensomhet*/isolert/isolasjon/utestengt/utelatt/fremmed/usynlig/forlatt/ekskludert
        alene
        utenfor
        = ingen .. snakker/snakket/hilser/inviter*/venner/kontakt/kjenner/sitter/prater
        = ingen å snakke/være/prate
        = har (jeg) ikke/ingen .. venner/noen
        = kjenner (jeg) ingen/ikke .. her/noen/andre
        = alle/andre/de kjenner/kjente hverandre
        = alle .. unntatt/bortsett/utenom (fra) meg
        = hører (jeg) ikke .. til/hjemme
        = passer (jeg) ikke inn
        savner .. familie*/hjem*/venne*
        hjemlengsel
        sitter .. hjemme/alene

        [frustration]
        svarer (først/ikke) etter
        om de svarer
        = ingenting endrer/skjer/virker
        hvor mange ganger
        = fortsatt ikke/ingen svar/fått/løst/noe
        tar evigheter/uker/måneder
        treg/tregt/forsinket igjen
        = uten svar/respons/resultat
        = ikke .. svart/svarer/svar
        krasjer
        alt går galt
        = ingen .. svarer/svarte/svart
        samme .. hver/igjen/som hver
        hver uke/dag/gang .. samme
        kaster/krasjer/fryser .. ut/igjen/hele
        stadig/enda .. nytt/et/nye dokument*/skjema*/papir*
        = svarer ikke
        uker/måneder uten
        jeg er så lei
        frustrert/frustrerende/frustrasjon*/irritert/irriterende/sint/urettferdig/oppgitt/lei/skuffet/skuffende/ergerlig/provosert
        hvorfor .. så/dette vanskelig/tungt/komplisert/tregt/urettferdig
        lei av
        står fast
        sitter/satt fast
        feil .. på/etter/igjen feil
        = feilmelding*
        = feil .. hele tiden/igjen
        = virker/fungerer/funker/hjelper/laster (det/jeg/det/aldri) ikke/aldri
        = ikke .. virker/fungerer/funker/hjelper
        = ingenting fungerer/virker/hjelper/funker/skjer
        = igjen og igjen
        = sløsing/bortkastet/kaster bort
        = bortkastet
        = ingen svar/respons/resultat*/tilbakemelding*/fremgang*
        = får/fikk (jeg) ikke/aldri/ingen .. svar/jobb*/intervju*
        = finner/får (jeg) ikke .. jobb*/noe/arbeid
        avslag
        = fortsatt/ennå/enda ikke/ingen
        = ventet/venter .. uker/måneder/lenge/timer
        = hater dette/det/når

        [disengagement]
        = bryr (jeg) meg ikke
        = ikke .. bryr
        = lærer ikke/ingenting noe/nytt
        ikke noe nytt
        = ikke relevant/nyttig/interessant
        distrahert
        = ingen energi
        ser på klokka/klokken
        det samme som sist/alltid/før
        mister/mistet .. lysten
        kjedelig*/kjeder/uinteressant*/uengasjert*/likegyldig*/umotivert*/demotivert*/kjedsomhet
        mistet/mister/miste/ingen/lite/mangler .. interesse*/motivasjon*/lyst/lysten/engasjement*
        = ikke .. interessert/motivert/gidder/lyst/engasjert
        = gidder (jeg) ikke
        = orker (jeg) ikke
        = har (jeg) ikke lyst
        = sluttet/slutta/skulker/skulket/droppet/dropper .. komme/gå/timer/timen/timene/møte*/undervisning*/time/leksene/lekser/lekse*
        = ser (jeg) ikke .. poenget/vits*/mening*
        = ingen vits
        = ikke vits
        = ingen poeng
        meningsløst
        = sovner/sovnet
        = faller ut

        [anxiety]
        usikkerhet*
        holder meg våken
        våken om
        grudde/gruet/gruer
        ligger (jeg) våken
        = sover dårlig
        = ikke sove
        nervøs*/engstelig*/angst*/bekymr*/stress*/redd/redde/redsel*/frykt*/urolig*/panikk*/overvelde*/grue*/gruer/anspent
        = for/altfor mye .. informasjon*/stoff/lekser/press/på/nytt/å
        = får (jeg) ikke sove
        = sover dårlig/ikke
        søvnløs*/utbrent/utmattet/utslitt
        press/presset/presset
        hjertet .. banker/hamrer
        skjelver

        [dropout_indication]
        = slutter (jeg) på/med/i/å
        = slutter jeg
        = forlate/forlater .. kurs*/program*
        = melde meg av
        = slutte/sluttet .. kurs*/program*/skole*/opplæring*/med/på/i
        = vurderer/tenker/tenkt/lyst/vil/kanskje/bestemt .. slutte/droppe/gi/avbryte/hoppe
        = gi/gir/ga/gitt opp
        = droppe* ut/kurs*/program*
        = hoppe av
        = avbryt* .. kurs*/program*
        = ikke .. fortsette/fullføre/komme/kommer .. mer/tilbake/lenger/kurs*/program*
        = kommer (jeg) ikke .. tilbake/mer/igjen
        = vet ikke om .. fortsett*/fullfør*/bli
        = ingen grunn .. fortsett*/komme
        = siste gang .. jeg

        [confusion]
        = skjønner/forstår (jeg) fortsatt/ennå/fremdeles ikke
        = fortsatt ikke .. forskjell*/hva/hvordan
        = skjønte/forsto/skjønner/forstår aldri
        forskjellen på
        = ingen viste/forklarte/fortalte
        mindre skjønner/forstår
        = forstår/skjønner/forsto/skjønte/fatter/begriper (jeg) (jeg) ikke/ingenting/lite
        = ikke .. forstår/skjønner/forstå/skjønne/forsto/skjønte
        = vet (jeg) ikke .. hvor/hva/hvordan/hvem/hvilken/hvilke .. begynne/starte/gjøre/skal/spørre/neste/velge
        = aner (jeg) ikke
        forvirr*/uklar*/uforståelig*/rotete/kaos/kaotisk
        vanskelig å forstå/følge/skjønne/henge
        feil .. på/etter feil
        = ikke .. klart/tydelig
        = gir ingen/ikke mening
        mistet tråden
        = blander/surrer
        for komplisert

        [negative_self_talk]
        sammenligner (jeg) meg
        føler meg (så/veldig) dum/liten/ubrukelig/håpløs/verdiløs
        = skulle aldri
        = dårlig i/på/til dette/alt
        = er (jeg) bare treg/dum/dårlig/svak
        = ikke smart/flink/god nok
        flau over
        = klarer/klarte/greier/greide/mestrer/takler (jeg/det/dette/meg) (det/dette/meg/jeg) ikke
        = ikke .. klare/klarer/takle/takler/mestrer/mestre .. dette/det/oppgave*/noe/å/presset
        = får (det/jeg) (jeg) ikke/aldri til
        = får ikke (det/dette/noe) til
        = kommer aldri til
        = aldri .. klare/lære/lærer/bli/få/forstå/finne .. norsk/jobb*/dette/god/det/flink/noe
        = for vanskelig/tungt/tøft/komplisert/krevende/mye for meg
        = for gammel/dum/treg/svak/dårlig
        = ikke (flink/god/smart/dyktig/bra/sterk) (flink/god/smart/dyktig/bra) nok
        dum/idiot/taper/fiasko/udugelig/ubrukelig/verdiløs/håpløs/mislykket/mislykka
        = alle .. unntatt/bortsett/utenom (fra) meg
        = alle (andre/de) (andre) .. flinkere/bedre/raskere/smartere
        dårligere/verre enn .. andre/alle
        = hater/skammer meg
        = min (egen) feil/skyld
        = noe galt .. meg
        = lyst/klar .. gi opp
        = gi opp
        = fortjener (jeg) ikke

        [lack_of_support]
        svarer (først) etter
        om de svarer
        = for lite hjelp/støtte/oppfølging/veiledning/tid
        = ikke nok hjelp/støtte/tid/veiledning
        = ikke .. svart/svarer
        = ingen viste/forklarte/fortalte
        avlyste/avlyser/avlyst .. gang/møte*/igjen
        = svarer ikke
        = ingen/lite/mangler/uten/mangel/null/ikke (på) (noe/nok/noen) støtte/hjelp/oppfølging/veiledning/tilbakemelding*/mentor/veileder
        = får/fikk/har/fått (jeg) ikke/ingen/aldri/lite (noe/nok/noen) .. hjelp/støtte/oppfølging/veiledning/svar/tilbakemelding*
        = ingen .. hjelper/hjalp/forklarer/svarer/støtter/lytter/spør/bryr/spørre/hjelpe
        = ingen å spørre
        mentor*/fadder* .. avlys*/ignor*/forsvant/svarer/opptatt/dukk*/tid .. ikke/igjen/møte*/aldri/mer/stadig
        lærer*/veileder*/kontaktperson* .. avlys*/ignor*/forsvant/svarer/opptatt/dukk*/tid .. ikke/igjen/møte*/aldri/mer/stadig
        mentor*/fadder*/lærer*/veileder* .. avlyste/avlyser/forsvant/ignorerer
        overlatt .. meg/selv
        = trenger/ønsker/skulle .. mer hjelp/støtte/oppfølging/veiledning
        = mer hjelp/støtte/oppfølging/veiledning
        = finne ut av .. alene/selv
        """;
}
