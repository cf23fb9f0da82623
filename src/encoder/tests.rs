//! The whole pass: kernels against each other, packs against single sequences, hostile files.

use std::collections::BTreeMap;

use super::*;
use crate::Error;
use bytes::Bytes;

fn file() -> ModelFile {
    ModelFile::read(Bytes::from_static(crate::Model::default().bytes())).expect("the embedded model is sound")
}

/// A sequence of pieces of the embedded model's, drawn by a seed.
fn sequence(length: usize, seed: u32) -> Vec<Piece> {
    let draw = |index: u32, below: u32| (index.wrapping_mul(2_654_435_761) ^ seed.wrapping_mul(40_503)) % below;
    (0..length as u32).map(|index| Piece { id: draw(index, 30_522), type_id: draw(index + 7, 8) }).collect()
}

fn pack(sequences: &[Vec<Piece>]) -> Pack {
    let mut pack = Pack::default();
    for sequence in sequences {
        pack.push(sequence.iter().copied(), 0..sequence.len());
    }
    pack
}

/// The bits of the logits, a row for each piece that is asked for.
fn bits(encoder: &Encoder, pack: &Pack) -> Vec<Vec<u32>> {
    encoder.logits(pack).rows().map(|row| row.iter().map(|logit| logit.to_bits()).collect()).collect()
}

#[test]
fn every_kernel_gives_the_same_bits() {
    let file = file();
    let portable = Encoder::new(&file, "portable".parse().expect("it is everywhere")).expect("the model is sound");
    for lengths in [vec![1], vec![2, 17, 1], vec![15, 16, 31], vec![97], vec![128]] {
        let sequences: Vec<_> = lengths.iter().enumerate().map(|(seed, &length)| sequence(length, seed as u32)).collect();
        let pack = pack(&sequences);
        let want = bits(&portable, &pack);
        for kernel in Kernel::available() {
            let encoder = Encoder::new(&file, kernel).expect("the model is sound");
            assert!(bits(&encoder, &pack) == want, "{kernel} differs on sequences of {lengths:?} pieces");
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[test]
fn the_twin_of_avx_vnni_gives_the_same_bits() {
    if !kernel::has_avx_vnni_twin() {
        return;
    }
    let file = file();
    let pack = pack(&[sequence(31, 1), sequence(128, 2)]);
    let twin = Load(&file).with::<kernel::AvxVnniTwin>().expect("the model is sound");
    let portable = Load(&file).with::<kernel::Portable>().expect("the model is sound");
    assert_eq!(twin.logits(&pack, None), portable.logits(&pack, None));
}

/// Holds machines to each other: a test that computes both sides on one machine cannot.
#[test]
fn every_machine_gives_these_bits() {
    let encoder = Encoder::new(&file(), Kernel::best()).expect("the model is sound");
    let rows = bits(&encoder, &pack(&[sequence(2, 1), sequence(17, 2), sequence(128, 3)]));
    let bytes: Vec<String> = rows.iter().flatten().map(|bits| format!("{bits:08x}")).collect();
    assert_eq!(format!("{:016x}", crate::text::fingerprint(&bytes.concat())), "a31b0d3d6b1439fb");
}

#[test]
fn a_sequence_reads_the_same_alone_and_in_any_pack() {
    let encoder = Encoder::new(&file(), Kernel::best()).expect("the model is sound");
    let sequences: Vec<_> = [5, 61, 1, 128, 16, 33].iter().map(|&length| sequence(length, length as u32)).collect();
    let alone: Vec<_> = sequences.iter().flat_map(|one| bits(&encoder, &pack(std::slice::from_ref(one)))).collect();
    assert_eq!(bits(&encoder, &pack(&sequences)), alone);
    let backwards: Vec<_> = sequences.iter().rev().cloned().collect();
    let alone: Vec<_> = backwards.iter().flat_map(|one| bits(&encoder, &pack(std::slice::from_ref(one)))).collect();
    assert_eq!(bits(&encoder, &pack(&backwards)), alone);
}

#[test]
fn a_piece_reads_the_same_whichever_others_are_asked_for() {
    let encoder = Encoder::new(&file(), Kernel::best()).expect("the model is sound");
    let sequences = [sequence(40, 1), sequence(23, 2)];
    let all = bits(&encoder, &pack(&sequences));
    for asked in [vec![vec![0, 7, 39], vec![22]], vec![vec![], (0..23).collect()], vec![vec![], vec![]]] {
        let mut pack = Pack::default();
        for (sequence, asked) in sequences.iter().zip(&asked) {
            pack.push(sequence.iter().copied(), asked.iter().copied());
        }
        let places = [0, 40].iter().zip(&asked).flat_map(|(first, asked)| asked.iter().map(move |place| first + place));
        let want: Vec<_> = places.map(|place| all[place].clone()).collect();
        assert_eq!(bits(&encoder, &pack), want, "{asked:?}");
    }
}

#[test]
fn the_longest_sequence_is_read_and_memory_is_reused() {
    let encoder = Encoder::new(&file(), Kernel::best()).expect("the model is sound");
    let short = pack(&[sequence(9, 4)]);
    let before = bits(&encoder, &short);
    let long = bits(&encoder, &pack(&[sequence(512, 3)]));
    assert!(long.len() == 512 && long.iter().flatten().all(|&bits| f32::from_bits(bits).is_finite()));
    assert_eq!(bits(&encoder, &short), before, "nothing is left of the longer one");
}

type SectionMap = BTreeMap<String, Vec<u8>>;

const TOKENIZER: &str = r###"{"normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "lowercase": true},
    "pre_tokenizer": {"type": "BertPreTokenizer"}, "model": {"type": "WordPiece", "unk_token": "[UNK]", "vocab": {
    "[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "ka": 4, "##ja": 5, "spoke": 6, "to": 7, "in": 8, "tallinn": 9, ".": 10}}}"###;

/// A sound model file of a few thousand bytes.
pub(crate) fn small_model() -> Vec<u8> {
    let (settings, sections) = odd_model();
    written(&settings, &sections)
}

/// A model of odd sizes: no number is a multiple of the lanes.
fn odd_model() -> (Settings, SectionMap) {
    let settings = Settings {
        hidden: 30,
        layers: 2,
        heads: 3,
        intermediate: 21,
        vocabulary: 11,
        positions: 20,
        types: 2,
        epsilon: 1e-12,
        activation: weights::Activation::Relu,
        window: 20,
        case_types: false,
        labels: ["O", "B-PER", "I-PER"].map(str::to_owned).into(),
        temperatures: BTreeMap::new(),
    };
    let mut sections = BTreeMap::new();
    let bytes = |count: usize| (0..count).map(|index| (index * 37 % 251) as u8).map(|byte| if byte == 128 { 0 } else { byte });
    let numbers = |count: usize| -> Vec<u8> {
        (0..count).flat_map(|index| ((index * 13 % 29) as f32 / 290.0 + 0.01).to_le_bytes()).collect()
    };
    for (name, rows) in [("word", 11), ("position", 20), ("type", 2)] {
        sections.insert(format!("embedding.{name}.rows"), bytes(rows * 30).collect());
        sections.insert(format!("embedding.{name}.scale"), numbers(rows));
    }
    let mut norms = vec!["embedding.norm".to_owned()];
    for layer in 0..2 {
        norms.extend(["attention_norm", "output_norm"].map(|part| format!("layer.{layer}.{part}")));
        for (part, columns, inputs) in [
            ("query", 32, 32),
            ("key", 32, 32),
            ("value", 32, 32),
            ("attention_output", 32, 32),
            ("expansion", 32, 32),
            ("contraction", 32, 24),
        ] {
            let name = format!("layer.{layer}.{part}");
            let panels: Vec<u8> = bytes(columns * inputs).collect();
            let sum = |column: usize| -> i32 {
                let groups = panels[column / 16 * 16 * inputs..][..16 * inputs].chunks(64);
                groups.flat_map(|group| &group[column % 16 * 4..][..4]).map(|&byte| i32::from(byte as i8)).sum()
            };
            sections.insert(format!("{name}.sums"), (0..columns).flat_map(|column| sum(column).to_le_bytes()).collect());
            sections.insert(format!("{name}.panels"), panels);
            sections.insert(format!("{name}.scale"), numbers(columns));
            sections.insert(format!("{name}.bias"), numbers(columns));
        }
    }
    for norm in norms {
        sections.insert(format!("{norm}.gain"), numbers(30));
        sections.insert(format!("{norm}.bias"), numbers(30));
    }
    sections.insert("classifier.weight".into(), numbers(90));
    sections.insert("classifier.bias".into(), numbers(3));
    sections.insert("tokenizer".into(), TOKENIZER.into());
    (settings, sections)
}

fn written(settings: &Settings, sections: &SectionMap) -> Vec<u8> {
    let mut sections = sections.clone();
    sections.insert("settings".into(), serde_json::to_vec(settings).expect("it can be written"));
    format::write(&sections)
}

fn load(bytes: Vec<u8>) -> Result<(ModelFile, Encoder)> {
    let file = ModelFile::read(bytes.into())?;
    let encoder = Encoder::new(&file, Kernel::best())?;
    Ok((file, encoder))
}

#[test]
fn sizes_need_not_be_multiples_of_anything() {
    let (settings, sections) = odd_model();
    let bytes = written(&settings, &sections);
    let pieces: Vec<Piece> = (0..19).map(|index| Piece { id: index % 11, type_id: index % 2 }).collect();
    let pack = pack(&[pieces.clone(), pieces[..2].to_vec()]);
    let file = ModelFile::read(bytes.into()).expect("the file is sound");
    let want = bits(&Encoder::new(&file, "portable".parse().expect("it is everywhere")).expect("the file is sound"), &pack);
    assert!(want.iter().flatten().all(|&bits| f32::from_bits(bits).is_finite()), "{want:?}");
    for kernel in Kernel::available() {
        let encoder = Encoder::new(&file, kernel).expect("the file is sound");
        assert_eq!(bits(&encoder, &pack), want, "{kernel}");
    }
}

#[test]
fn broken_files_are_refused_with_the_reason() {
    let (settings, sections) = odd_model();
    let with = |change: &dyn Fn(&mut Settings, &mut SectionMap)| {
        let (mut settings, mut sections) = (settings.clone(), sections.clone());
        change(&mut settings, &mut sections);
        written(&settings, &sections)
    };
    let whole = written(&settings, &sections);
    let patched = |place: usize, bytes: &[u8]| {
        let mut file = whole.clone();
        file[place..place + bytes.len()].copy_from_slice(bytes);
        file
    };
    // The second section begins where the first does.
    let mut overlapping = whole.clone();
    overlapping.copy_within(64..72, 128);
    for (bytes, want) in [
        (Vec::new(), "does not begin as"),
        (b"newsgrph".to_vec(), "does not begin as"),
        (vec![0; 4096], "does not begin as"),
        (patched(8, &[9]), "version is 9"),
        (patched(12, &[255; 4]), "too short for the table of its 4294967295 sections"),
        (patched(64, &[255; 8]), "reaches beyond its end"),
        (patched(72, &[255; 8]), "reaches beyond its end"),
        (whole[..whole.len() - 1].to_vec(), "reaches beyond its end"),
        (with(&|_, sections| drop(sections.remove("layer.1.query.sums"))), "section `layer.1.query.sums` is missing"),
        (
            with(&|_, sections| sections.get_mut("layer.0.key.panels").expect("it is there").truncate(9)),
            "`layer.0.key.panels` has 9 bytes",
        ),
        (with(&|_, sections| sections.get_mut("classifier.bias").expect("it is there")[2..4].fill(255)), "not finite"),
        (with(&|settings, _| settings.vocabulary = 1 << 24), "section `embedding.word."),
        (with(&|settings, _| settings.vocabulary = usize::MAX), "too large"),
        (with(&|settings, _| settings.heads = 0), "is 0"),
        (with(&|settings, _| settings.layers = 0), "is 0"),
        (with(&|settings, _| settings.heads = 4), "do not share"),
        (with(&|settings, _| settings.window = 21), "window"),
        (with(&|settings, _| settings.epsilon = -1.0), "epsilon"),
        (with(&|settings, _| (settings.window, settings.positions) = (5000, 5000)), "larger than attention"),
        (overlapping, "overlap"),
        (with(&|_, sections| sections.get_mut("embedding.word.scale").expect("it is there")[2..4].fill(255)), "not finite"),
        (with(&|settings, _| settings.case_types = true), "too few token types"),
        (with(&|settings, _| settings.hidden = 3 << 18), "so wide"),
    ] {
        let error: Error = load(bytes).map(|_| ()).expect_err(want);
        assert!(error.to_string().contains(want), "{error} instead of {want}");
    }
    assert!(load(whole).is_ok());
}

/// A place for the fuzzer to start from; see `fuzz/`.
#[test]
#[ignore = "writes a file"]
fn write_a_small_model() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/model_file");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    std::fs::write(folder.join("small"), small_model()).expect("the file can be written");
}

/// Sentences with what PyTorch computes from the reader's weights; see `training/export_reader.py`.
#[derive(serde::Deserialize)]
struct ReaderReference {
    sentences: Vec<ReaderSentence>,
}

#[derive(serde::Deserialize)]
struct ReaderSentence {
    ids: Vec<u32>,
    type_ids: Vec<u32>,
    asked: Vec<usize>,
    /// First word, last word, kind.
    spans: Vec<(usize, usize, usize)>,
    labels: Vec<Vec<f32>>,
    /// Of the first two spans.
    relations: Vec<f32>,
    flags: Vec<f32>,
    /// Of the first and the last span as candidates of the second.
    features: Vec<[usize; 5]>,
    ranks: Vec<f32>,
}

fn reader(kernel: Kernel) -> Reader {
    let bytes = Bytes::from_static(crate::Model::default().reader_bytes().expect("it has a reader"));
    Reader::new(&ReaderFile::read(bytes).expect("the embedded reader is sound"), kernel).expect("it is sound")
}

/// What the reader computes for a sentence: label logits, relations and flags of a pair, ranks.
fn read(encoder: &Encoder, reader: &Reader, sentence: &ReaderSentence) -> [Vec<f32>; 4] {
    let pieces = sentence.ids.iter().zip(&sentence.type_ids).map(|(&id, &type_id)| Piece { id, type_id });
    let mut pack = Pack::default();
    pack.push(pieces, sentence.asked.iter().copied());
    let (mut said, states) = encoder.logits_and_states(&pack, reader.settings.trunk);
    for row in said.rows_mut() {
        let total: f32 = row.iter().map(|&logit| exp(logit)).sum();
        row.iter_mut().for_each(|logit| *logit = exp(*logit) / total);
    }
    let words = reader.words(&pack, states, &said);
    let spans: Vec<Ends> = sentence.spans.iter().map(|&(first, last, kind)| Ends { first, last, kind }).collect();
    let pairs = reader.pairs(&words, 0..sentence.asked.len(), &spans, &[(0, 1)]);
    let (relations, flags) = pairs.into_iter().next().map_or_else(Default::default, |pair| (pair.relations, pair.flags));
    let vectors = reader.spans(&words, &spans);
    let candidates: Vec<(&[f32], [usize; 5])> =
        [0, 2].iter().zip(&sentence.features).map(|(&span, &features)| (vectors.row(span), features)).collect();
    let labels = reader.labels(&words).rows().flatten().copied().collect();
    [labels, relations, flags, reader.rank(vectors.row(1), &candidates)]
}

/// PyTorch computes in f32, we in integers of 8 bits.
#[test]
fn the_reader_is_near_to_pytorch() {
    let reference: ReaderReference =
        serde_json::from_str(include_str!("../../tests/data/reference-reader.json")).expect("the reference is of this form");
    let (encoder, reader) = (Encoder::new(&file(), Kernel::best()).expect("the model is sound"), reader(Kernel::best()));
    for (part, (name, most)) in [("labels", 0.06), ("relations", 0.08), ("flags", 0.1), ("ranks", 0.1)].into_iter().enumerate() {
        let (mut squares, mut total) = (0.0, 0.0);
        for sentence in &reference.sentences {
            let labels: Vec<f32> = sentence.labels.concat();
            let want = [&labels, &sentence.relations, &sentence.flags, &sentence.ranks][part];
            let found = &read(&encoder, &reader, sentence)[part];
            squares += found.iter().zip(want).map(|(found, want)| (found - want).powi(2)).sum::<f32>();
            total += want.iter().map(|want| want.powi(2)).sum::<f32>();
        }
        let error = (squares / total).sqrt();
        assert!(error < most, "{name} are off by {error} of their size");
    }
}

#[test]
fn every_kernel_reads_the_same_bits() {
    let reference: ReaderReference =
        serde_json::from_str(include_str!("../../tests/data/reference-reader.json")).expect("the reference is of this form");
    let bits = |kernel: Kernel| -> Vec<u32> {
        let (encoder, reader) = (Encoder::new(&file(), kernel).expect("the model is sound"), reader(kernel));
        let read = reference.sentences.iter().take(3).flat_map(|sentence| read(&encoder, &reader, sentence));
        read.flatten().map(f32::to_bits).collect()
    };
    let want = bits("portable".parse().expect("it is everywhere"));
    for kernel in Kernel::available() {
        assert!(bits(kernel) == want, "{kernel} differs");
    }
}
