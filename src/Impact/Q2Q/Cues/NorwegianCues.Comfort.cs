namespace Steward.Impact.Q2Q.Cues;

/// <summary>Norwegian: cues for ease in the language of the programme.</summary>
internal static partial class NorwegianCues
{
    public const string Comfort =
        """
        [language_high]
        presentasjon* på norsk
        hele .. på norsk
        ringte/lest/leste/skrev/snakket/bestilte/forklarte .. på norsk
        på norsk .. gikk/bra/fint
        oversetter (jeg) ikke .. lenger/hodet
        bare snakker
        tør å snakke
        flytende
        snakk*/prat*/samtale* .. lett/lettere/flytende/tryggere/uten/bedre/naturlig
        tryggere/trygg/komfortabel/bedre/flinkere .. norsk*/engelsk*/språk*/snakk*
        norsk*/språk*/uttale*/ordforråd*/grammatikk* .. bedre/forbedret/fremgang*/framgang*/lettere/bra/godt/flott/vokst
        forbedret/bedre .. norsk*/språk*/uttale*/ordforråd*/grammatikk*
        forstår/skjønner (nå/nesten) (nesten) alt/nyhet*/kollega*/folk/bedre .. sier/norsk
        forstår/skjønner .. nesten alt
        lett å snakke/prate/forstå
        = uten tolk/ordbok/oversett*/teksting
        tenker/drømmer/leser/spøker på norsk
        bestod/bestått/besto .. norskprøve*/b1/b2/bergenstest*
        nivå .. b2/c1/c2
        hele samtalen på norsk
        samtale* på norsk .. gikk/bra/selv

        [language_medium]
        norsk*/språk* .. ok/greit/sånn/middels/brukbar*
        forstår .. det meste/halvparten/mesteparten
        når .. snakker .. sakte/langsomt

        [language_low]
        gjenta .. forstår/skjønner/hører
        ber .. gjenta
        dialekt* .. nikker/vanskelig/forstår/umulig
        nikker
        snakker (så/for/altfor/veldig) fort/raskt
        norsk*/språk*/uttale*/grammatikk*/ordforråd* .. dårlig*/svak*/vanskelig*/problem*/barriere*/begrenset/lite
        dårlig*/svak*/begrenset/lite .. norsk*/språk*/uttale*/grammatikk*/ordforråd*
        språkbarriere*/språkproblem*
        strever/sliter/vanskelig/problem*/vansker .. norsk*/språk*/snakk*/uttrykk*/uttale*/ord*/grammatikk*/dialekt*
        = forstår/skjønner (jeg) ikke .. norsk*/språk*/læreren/sier/snakker/dialekt*/folk/kollega*/ord*
        = ikke .. snakke*/forstå/forstår/kan .. norsk*/språk*/godt/dialekt*/sier
        = finner (jeg) ikke .. ord*
        oversett* .. alt/hvert/hele/mobil*/google
        snakker .. for fort/raskt
        redd/flau/sjenert/nervøs .. snakke/norsk*/aksent*/uttale*
        = mangler ord/ordforråd*

        [language_shown]
        besto/bestod/bestått .. eksamen*/kurs*
        tilbud om .. jobb*/stilling*
        hadde/var/hatt .. intervju*
        intervju* .. bra/forberedt/godt/fint/bedre/trygg*
        fullført/fullførte/ferdig/gjennomført .. kurs*/modul*/opplæring*/utdanning*/program*
        fikk/fått/mottok/tok .. sertifikat*/kursbevis*/diplom*/fagbrev*/jobben/jobbtilbud
        utvekslet/byttet .. kontakt*/nummer*/kort
        presenterte/presentert/holdt .. prosjekt*/idé*/presentasjon*/foredrag*/arbeid*/foran
        kan/kunne/tør .. spørre/be .. hjelp
        hjalp/hjulpet meg .. forstå/skjønne
        lært/lærte .. nye/ny/programmering/python/excel/react/javascript/sql/teknologi*/verktøy*
        planlegger .. karriere*/vei*/fremtid*/framtid*
        diskuterte/diskuterer .. løsning*/idé*/prosjekt*/oppgave*/tilnærming*/med
        ledet .. møte*/gruppe*/workshop*
        """;
}
