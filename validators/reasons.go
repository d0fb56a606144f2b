package validators

// DeclinedReason is why a validation was declined. The set is open.
type DeclinedReason string

// Reasons that Truora documents. Its references and guides name some of them
// differently: age_above_limit and age_above_threshold are one.
const (
	DeclinedImageAnalysisNotPassed               DeclinedReason = "image_analysis_not_passed"
	DeclinedDocumentNotRecognized                DeclinedReason = "document_not_recognized"
	DeclinedDataInconsistency                    DeclinedReason = "data_inconsistency"
	DeclinedGovernmentDatabaseCheckFailed        DeclinedReason = "government_database_check_failed"
	DeclinedOCRNoTextDetected                    DeclinedReason = "ocr_no_text_detected"
	DeclinedEmptyInputFile                       DeclinedReason = "empty_input_file"
	DeclinedInvalidCURP                          DeclinedReason = "invalid_curp"
	DeclinedMissingText                          DeclinedReason = "missing_text"
	DeclinedInvalidMRZ                           DeclinedReason = "invalid_mrz"
	DeclinedAgeAboveLimit                        DeclinedReason = "age_above_limit"
	DeclinedUnderage                             DeclinedReason = "underage"
	DeclinedInvalidIssueDate                     DeclinedReason = "invalid_issue_date"
	DeclinedNationalRegistrarInconsistency       DeclinedReason = "national_registrar_inconsistency"
	DeclinedProductionDataInconsistency          DeclinedReason = "production_data_inconsistency"
	DeclinedIdentityBelongsToDeadPerson          DeclinedReason = "identity_belongs_to_dead_person"
	DeclinedFaceNotFoundInDocument               DeclinedReason = "face_not_found_in_document"
	DeclinedMaxRetriesReached                    DeclinedReason = "max_retries_reached"
	DeclinedAgeAboveThreshold                    DeclinedReason = "age_above_threshold"
	DeclinedBlurryImage                          DeclinedReason = "blurry_image"
	DeclinedDataNotMatchWithGovernmentDatabase   DeclinedReason = "data_not_match_with_government_database"
	DeclinedDateOfBirthDoesNotMatchWithPhoto     DeclinedReason = "date_of_birth_does_not_match_with_photo"
	DeclinedDamagedDocument                      DeclinedReason = "damaged_document"
	DeclinedDocumentHasExpired                   DeclinedReason = "document_has_expired"
	DeclinedDocumentIsAPhotoOfPhoto              DeclinedReason = "document_is_a_photo_of_photo"
	DeclinedDocumentIsAPhotocopy                 DeclinedReason = "document_is_a_photocopy"
	DeclinedDocumentUnregistered                 DeclinedReason = "document_unregistered"
	DeclinedGovernmentDatabaseUnavailable        DeclinedReason = "government_database_unavailable"
	DeclinedInvalidDocumentNumber                DeclinedReason = "invalid_document_number"
	DeclinedInvalidPostalCode                    DeclinedReason = "invalid_postal_code"
	DeclinedMissingAccents                       DeclinedReason = "missing_accents"
	DeclinedInvalidQRContent                     DeclinedReason = "invalid_qr_content"
	DeclinedMissingSecurityElements              DeclinedReason = "missing_security_elements"
	DeclinedImageFaceValidationNotPassed         DeclinedReason = "image_face_validation_not_passed"
	DeclinedImageTextValidationNotPassed         DeclinedReason = "image_text_validation_not_passed"
	DeclinedPortraitPhotoIsFake                  DeclinedReason = "portrait_photo_is_fake"
	DeclinedPossibleFraud                        DeclinedReason = "possible_fraud"
	DeclinedTracesOfTampering                    DeclinedReason = "traces_of_tampering"
	DeclinedFaceInBlocklist                      DeclinedReason = "face_in_blocklist"
	DeclinedFraudsterFaceMatchInClientCollection DeclinedReason = "fraudster_face_match_in_client_collection"
	DeclinedLivenessVerificationNotPassed        DeclinedReason = "liveness_verification_not_passed" //nolint:gosec // a reason, no credential
	DeclinedPassiveLivenessVerificationNotPassed DeclinedReason = "passive_liveness_verification_not_passed"
	DeclinedPhotoOfPhoto                         DeclinedReason = "photo_of_photo"
	DeclinedSimilarityThresholdNotPassed         DeclinedReason = "similarity_threshold_not_passed"
	DeclinedRiskyFaceDetected                    DeclinedReason = "risky_face_detected"
	DeclinedRiskSignalDetected                   DeclinedReason = "risk_signal_detected"
	DeclinedInvalidImageFormat                   DeclinedReason = "invalid_image_format"
	DeclinedInvalidOrCorruptedImageFile          DeclinedReason = "invalid_or_corrupted_image_file"
	DeclinedIncompleteDocument                   DeclinedReason = "incomplete_document"
	DeclinedInconsistentParentNames              DeclinedReason = "inconsistent_parent_names"
	DeclinedPerforationsIllegible                DeclinedReason = "perforations_illegible"
	DeclinedPortraitPhotoIllegible               DeclinedReason = "portrait_photo_illegible"
	DeclinedFileFormatNotSupported               DeclinedReason = "file_format_not_supported"
	DeclinedInvalidFileFormat                    DeclinedReason = "invalid_file_format"
	DeclinedInvalidVideoFile                     DeclinedReason = "invalid_video_file"
	DeclinedFaceNotDetected                      DeclinedReason = "face_not_detected"
	DeclinedFrontDocumentNotFound                DeclinedReason = "front_document_not_found"
	DeclinedReverseDocumentNotFound              DeclinedReason = "reverse_document_not_found"
	DeclinedMissingDateOfBirth                   DeclinedReason = "missing_date_of_birth"
	DeclinedMissingDocumentNumber                DeclinedReason = "missing_document_number"
	DeclinedMissingExpirationDate                DeclinedReason = "missing_expiration_date"
	DeclinedMissingGender                        DeclinedReason = "missing_gender"
	DeclinedMissingMRZ                           DeclinedReason = "missing_mrz"
	DeclinedMissingNames                         DeclinedReason = "missing_names"
	DeclinedMissingNationality                   DeclinedReason = "missing_nationality"
	DeclinedMissingPostalCode                    DeclinedReason = "missing_postal_code"
	DeclinedEmailNotValidVerdict                 DeclinedReason = "email_not_valid_verdict"
	DeclinedWrongVerificationCode                DeclinedReason = "wrong_verification_code"
	DeclinedPhoneNumberOutOfCoverage             DeclinedReason = "phone_number_out_of_coverage"
	DeclinedAbandonedWithoutUsingRetries         DeclinedReason = "abandoned_without_using_retries"
	DeclinedCanceled                             DeclinedReason = "canceled"
	DeclinedGeolocationDenied                    DeclinedReason = "geolocation_denied"
	DeclinedVPNDetected                          DeclinedReason = "vpn_detected"
	DeclinedNoDocumentMediaUploaded              DeclinedReason = "no_document_media_uploaded"
	DeclinedNoFaceMediaUploaded                  DeclinedReason = "no_face_media_uploaded"
	DeclinedValidationNotFinished                DeclinedReason = "validation_not_finished"
	DeclinedValidationExpired                    DeclinedReason = "validation_expired"
)

// ExpiredReason is what was still missing when the time was over. The set is
// open.
type ExpiredReason string

// Reasons that Truora documents.
const (
	ExpiredValidationNotPerformed       ExpiredReason = "validation_not_performed" // the code was never given
	ExpiredInputFileNotUploaded         ExpiredReason = "input_file_not_uploaded"  // a file that was expected did not come
	ExpiredPendingValidationMethods     ExpiredReason = "pending_validation_methods"
	ExpiredManualReviewExpired          ExpiredReason = "manual_review_expired" // no reviewer in time
	ExpiredDocumentValidationNotStarted ExpiredReason = "document_validation_not_started"
	ExpiredFaceValidationNotStarted     ExpiredReason = "face_validation_not_started"
	ExpiredInvoiceValidationNotStarted  ExpiredReason = "invoice_validation_not_started"
	ExpiredEmailValidationNotStarted    ExpiredReason = "email_validation_not_started"
	ExpiredPhoneValidationNotStarted    ExpiredReason = "phone_validation_not_started"
)
