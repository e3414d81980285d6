using System.Buffers;
using System.Collections.Frozen;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Words that a dot shortens, so that no sentence need end there.</summary>
internal static class Abbreviations
{
    private const int LongestWithoutVowel = 4;

    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouyAEIOUY");

    // Those with a dot inside, single letters, and those without a vowel need no place here.
    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
        (
            "adj adv al approx apt assoc asst aug ave avg bros capt cit co col comp conf corp cpl dec def dem dept dir div eds eng equiv esp "
            + "esq est etc excl feb fig figs fri gen gov hon inc incl inst jan jul jun lat lieut lib max messrs min misc mon nov num obj oct op "
            + "par para prof pseud ref refs rel rep rev sec sen sep sept sgt soc sup supt tel thu thur thurs trans treas tue tues univ vol "
            + "vols wed "
            + "abb abs abt allg anm art aufl ausg begr bes beisp bibl bspw bzgl ca dat dipl ebd ehem einschl engl entspr erg ev evtl exkl "
            + "frz geb gegr gest ggf hebr hrsg ing inkl insb ital jahrh kap kath lfd mio mrd od orig prot russ sog spez stellv sz tab tsd übers "
            + "ugs urspr usf usw verf vergl vgl verh vorm zit zus zw "
            + "aprox atte aux av avda bibliogr boul cap cf chap déc dép depto dott dra ecc édit env éd eds excmo exmo exma ext fac févr gob "
            + "hab ibid ilmo janv juil lic ltda máx mín mlle mme nac núm obs pág págs pag pref ref reg rég séc sig sigg sra srta suppl "
            + "tél tom trad ud uds univ "
            + "atd apod ex exs itd itp např napr örn popř resp "
            + "πχ κλπ κτλ δηλ βλ "
            + "ін див напр им ул руб тыс млн млрд др пр гг стр см англ лат греч напр рис табл изд проф акад доц чел мин сек обл").Split(' '),
        StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Known.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a word before a dot may be an abbreviation: a known one, or a short one without vowels such as <c>Dr</c>.</summary>
    public static bool Has(ReadOnlySpan<char> word) => Lookup.Contains(word)
        || (word.Length <= LongestWithoutVowel && !word.ContainsAnyExceptInRange('A', 'z') && word.ContainsAnyInRange('a', 'z')
            && !word.ContainsAny(Vowels));
}
