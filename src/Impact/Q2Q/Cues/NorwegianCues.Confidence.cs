namespace Steward.Impact.Q2Q.Cues;

/// <summary>Norwegian: cues for gained and lost confidence.</summary>
internal static partial class NorwegianCues
{
    public const string Confidence =
        """
        [confidence_increase]
        mot til/på
        motet til
        en/av de beste
        trodde/tror på meg
        ferdig/ferdige med .. prototype*/prosjekt*/app*/oppgave*/kurs*
        holdt (hele) (presentasjonen/foredraget) presentasjon*/foredrag*/presentasjonen/foredraget
        nådd/nådde/når .. mål*
        hard jobbing
        nye utfordringer
        alt er mulig
        vet hva jeg skal/vil/kan
        håp for/om
        føler meg (mye) sterk/sterkere/flink/bra/god/motivert/modig
        skjønner/forstår (endelig/nå) hvordan
        leder/ledet .. møte*/gruppe*
        finner/fant/funnet .. løsning*
        forandret/endret livet
        for første gang
        første gang .. jeg/selv
        gikk (helt/veldig/kjempe/overraskende/ganske) fint/bra/godt/flott/strålende
        liten/små seier/skritt/steg
        jeg/er klar
        forstår/forsto/skjønte/fikk endelig
        første .. virker/fungerer/nettside*/bok*/prosjekt*
        klappet/klappa/applaus
        skrøt/skryter
        ikke den stille/samme .. lenger
        har/lagt/laget (jeg) (nå) en plan
        spør/spurte meg om råd/hjelp
        kan nå/endelig
        nå kan
        besto/bestod/bestått
        høydepunkt*
        valgt til
        trygg/trygge/trygger/tryggere/trygt
        selvsikker/selvsikre/selvsikkert/sikrere/modigere/modig/sterkere/tøffere/selvstendig
        bedre/økt/mer/større/ny/styrket/bygd .. selvtillit/selvtilliten/selvbilde/mestringsfølelse/mot
        bygget/fått/får/fikk/gir/ga/gitt/gav .. selvtillit/selvtilliten/selvbilde/mestringsfølelse/mot
        selvtillit/selvtilliten/selvbildet .. vokst/økt/øker/bedre/vokser/opp/større/styrket/tilbake
        ~ selvtillit
        tror/tro/troen/stoler på meg
        stolt/stolte/stoltere
        mestr*/mestringsfølelse
        klarte/klarer/klart/greide/greier/greid .. det/å/meg/alt/selv/oppgave*/eksamen*/prøve*/alene/nå
        fikk (det/endelig/jeg) til
        får (det/jeg) (endelig/nå) til
        endelig .. forstår/forsto/skjønner/skjønte/fikk/klarte/klarer/fungerer/løsnet
        vet/skjønte/forsto/forstod/oppdaget/innså/ser/fant .. (at) jeg kan/klarer
        jeg kan .. nå/klare/selv/spørre/be/mer
        nå kan/forstår/skjønner/vet/tør/klarer/våger/ser jeg
        tør/torde/turte/våger/våget/tørr .. å/snakke/spørre/si/mer
        klar for/til
        godt/bedre/mer/best forberedt
        forberedt .. til/på/nå
        = ikke (lenger/så) (like) redd/nervøs/sjenert/flau/usikker/engstelig .. lenger/mer/for/nå
        = ikke lenger (så) redd/nervøs/sjenert/flau/usikker/engstelig/stresset/bekymret
        mindre redd/nervøs/sjenert/flau/usikker/engstelig/stresset/bekymret
        overvant/overvunnet/overvinne .. frykt*/sjenanse*/redsel*/nerv*
        ~ rolig/roligere/motivert/inspirert/optimistisk/glad/fornøyd/lykkelig/spent/håpefull/lettet
        ~ bra/flott/fantastisk/supert/gøy
        motiver*/styrket meg
        ~ inspirer*/oppmuntr* meg
        fremgang*/framgang*/fremskritt*/framskritt*/utvikling
        blitt/blir/ble/bli (mye/så/stadig/enda/litt) (mye) flinkere/bedre/dyktigere/modigere/tryggere/sterkere/flink
        forbedret/forbedra/forbedrer
        bedre og bedre
        går .. bedre/lettere/fremover/framover
        lettere .. enn/å/nå/for
        bestod/bestått/besto/besteget .. eksamen*/prøve*/test*/kurs*/intervju*/modul*
        oppnådd/oppnådde/oppnår/lyktes/lykkes/lykkedes/suksess
        fullført/fullførte/ferdig/gjennomført/gjennomførte/avsluttet/avsluttede (med) .. kurs*/modul*/opplæring*/utdanning*
        fullført/fullførte/ferdig/gjennomført/gjennomførte/avsluttet/avsluttede (med) .. program*/prosjekt*/oppgave*/praksis*/nivå*
        fikk/fått/mottok/tok/tatt/har .. sertifikat*/kursbevis*/vitnemål*/diplom*/fagbrev*/sertifisering*
        fikk/fått/tilbud/får/takket/signert/signerte/skrev .. jobb*/jobben/jobbtilbud/stilling*/kontrakt*/praksisplass*/lærlingplass*/fast
        ansatt/forfremmet
        begynner/begynte/starter/startet .. jobb*/stilling*/praksis*/bedrift*
        innkalt/invitert .. intervju*
        presenterte/presentert/presenterer/viste/framførte/fremførte .. prosjekt*/idé*/ide*/arbeid*
        presenterte/presentert/presenterer/viste/framførte/fremførte .. gruppe*/klasse*/resultat*/løsning*/foran
        holdt/holde .. presentasjon*/foredrag*/innlegg*/tale
        positiv*/god/gode/fin/fine/flotte/hyggelig*/bra tilbakemelding*/kommentar*/karakter*/resultat*/respons*/feedback
        ros/rost/skryt/skrøt
        lært/lærte/lærer (å/meg/så/mange/nye/mye/masse/noe/hvordan/mer) å/mye/nye/ny/nytt/masse/hvordan
        lært/lærte/lærer (å/meg/så/mange/nye/mye/masse/noe/hvordan/mer) mange/mer/programmering/python/excel/meg/om
        behersker/mestret
        hjalp/hjelper/hjulpet/lærte (meg/oss) .. forstå/se/forberede/finne/lære/bli/skjønne/løse/tro/tørre/få/med
        forstår/skjønner/forsto (nå) (mye/mer) .. bedre/mer/mye/alt/nå
        bedre forståelse
        = vil/kan/skal/kommer hjelpe meg .. å/med/til
        = hjelpe meg (å/med/til) (å) få/finne/bli/nå
        planlegg*/plan .. karriere*/fremtid*/framtid*/år/utdanning*/vei*
        = målet/mål/planen/drømmen/drøm (mitt/min/er) .. er/å
        = satt/setter/satte .. mål/meg
        løst/løste/løser/løse/fikset/fikser/rettet .. problem*/oppgave*/feil*/bug*/utfordring*
        utvekslet/byttet/delte/utveksla .. kontakt*/nummer*/kort/linkedin
        møtte/traff/møtt/truffet .. jobber/rekrutter*/arbeidsgiver*/utvikler*/bransje*/noen/folk
        tok/tatt/tar .. initiativ*/ansvar*/ordet/sjansen/steget
        ledet/leder/organiserte/arrangerte .. møte*/gruppe*/team*/workshop*/prosjekt*/kveld*
        stilte/stiller/stilt .. spørsmål*
        rakk opp hånda/hånden
        kan/kunne/tør .. be om hjelp
        kan/kunne/tør/vet .. spørre .. om/hjelp/mentor*/noen
        diskuterte/diskuterer/diskutert/drøftet .. løsning*/idé*/ide*/prosjekt*/oppgave*/problem*/metode*/tilnærming*/måte*/tema*
        delte/deler/delt .. erfaring*/historie*/mening*/idé*/kunnskap*
        gleder meg
        ut av komfortsonen/komfortsona
        utenfor komfortsonen
        hjalp/hjelpe andre/noen
        sagt/sier/si .. min mening

        [confidence_decrease]
        sammenligner (jeg) meg
        føler meg (så/veldig) liten/dum/ubrukelig/håpløs/svak/dårlig/mislykket/verdiløs/hjelpeløs
        glemmer .. alt/ord*
        = ikke bra/god/flink nok
        frykt*/redsel* for å feile/mislykkes
        henger ikke med
        = tror (jeg) ikke på meg
        = skulle aldri
        dårlig i/på/til
        tviler (jeg) på
        mindre skjønner/forstår/tror
        stivner/fryser
        tier/tiet
        = nei igjen
        = ikke smart/flink/god nok
        = bare treg/dum/dårlig
        mister motet
        hørt/høre/hører ingenting
        = dårlig/mangler/mangel/mistet/mister/ingen/lite/lav/null/mangl* (på) (all) selvtillit*/selvbilde*
        selvtillit*/selvbilde* .. lav*/forsvunnet/ned/dårlig*/mistet/knust/synk*
        usikker/usikre/utrygg/utilstrekkelig/hjelpeløs/udugelig/ubrukelig/verdiløs/maktesløs/mislykket
        tviler/tvil/tvilte .. meg/evne*/selv/om/jeg
        = klarer/klarte/greier/greide/mestrer/takler/orker (jeg/meg/det/dette/meg) (det/dette/meg) ikke
        = ikke .. klare/klarer/takle/takler/mestrer/mestre .. dette/det/oppgave*/å/med/meg/mer/alt/lenger/presset
        = ikke .. greie/greier/henge/følge/til/stand .. dette/det/oppgave*/å/med/meg/mer/alt/lenger/presset
        = får (det/jeg) (jeg) ikke/aldri til
        = får ikke (det/dette/noe) til
        = kan ikke .. klare/dette/noe
        = kommer aldri til
        = aldri .. klare/lære/lærer/bli/få/forstå/finne
        = vanskelig/vanskelige/tungt/tøft/komplisert/krevende/mye for meg
        = for vanskelig/tungt/tøft/komplisert/krevende/gammel/dum/treg/svak
        = altfor vanskelig/tungt/tøft/komplisert/krevende/mye
        = ikke (flink/god/smart/dyktig/bra/sterk) (flink/god/smart/dyktig/bra) nok
        dum/idiot/taper/fiasko/udugelig/bedrager/verdiløs/håpløs/håpløst/mislykka
        feilet/mislyktes/mislykkes/stryker/strøk
        stressa/stresset/stress/stressende .. jobb*/for/på/med/av
        stresset/stressa
        gi/gir/ga/gitt opp
        slutte .. kurs*/program*/skole*/med/på/å
        motløs/oppgitt/nedbrutt/nedstemt/demotivert/fortvil*
        mistet/mister .. motet/håpet/troen
        = alle .. unntatt/bortsett/utenom (fra) meg
        = alle (andre/de) (andre) .. flinkere/bedre/raskere/smartere/forstår/skjønner/mye
        dårligere/verre enn .. andre/alle
        henger/ligger/sakker (langt/litt) etter
        redd/redde .. feil/snakke/dumme/dum/intervju*/mislyk*/spørre
        flau/skammer/skamfull .. feil/snakke/norsk*/aksent*/meg/spørre
        avslag
        = ingen/aldri/ikke .. svar/svarer/svarte/respons/tilbakemelding*/intervju* .. søknad*/jobb*/ennå/enda
        = ingen svar/respons/intervju*/tilbud
        = får aldri
        """;
}
